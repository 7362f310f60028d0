/**
 * A positive number of the one-sided stable law of an index, from two uniform numbers in (0, 1): src/random/alpha-stable.ts itself,
 * which draws one number a group and step, so that a call costs nothing beside the noise that it multiplies.
 */
@external('host', 'positiveStable')
export declare function positiveStable(first: f64, second: f64, index: f64): f64;
