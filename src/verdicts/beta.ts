/** β of a mean: probability of `holds` where the mean of the clipped values lies beyond the detectable effect. */
export const betaOfMean = 0.01;

/** β of the second test of a mean, with a wider bound, where noise was larger than the pilot's: it comes on top. */
export const betaOfWider = 0.002;

/**
 * Share of failing replicas that must not pass, and β of it: the probability with which it does, by having none fail among the first,
 * and as much again by having few fail among many.
 */
export const failing: { readonly share: number; readonly beta: number } = { share: 0.05, beta: 0.003 };

/** What `holds` says of a statistical law, and how surely: its estimand is a clipped mean, and failures are counted beside it. */
export const meaningOfHolds: string =
  `the mean over replicas of each quantity, clipped at twice the detectable effect or further out, is inside of it (β = ${betaOfMean + betaOfWider}),` +
  ` and fewer than one replica in ${1 / failing.share} fails outright (β = ${2 * failing.beta})`;
