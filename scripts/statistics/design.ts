/** Nominal error rates at which false alarms are counted. */
export const LEVELS: readonly number[] = [1e-2, 1e-3];

/** The design of the project: tolerance half a standard deviation, detectable effect three times that, clipping at ±3. */
export const TOLERANCE = 0.5;
/** The effect that has to be found. */
export const DETECTABLE = 1.5;
/** Values are clipped to ± this. */
export const BOUND = 3;
/** The three as options. */
export const design: Readonly<Record<'tolerance' | 'detectable' | 'bound', number>> = {
  tolerance: TOLERANCE,
  detectable: DETECTABLE,
  bound: BOUND,
};

/** A value clipped to ± `BOUND`. */
export const clip = (x: number): number => Math.min(BOUND, Math.max(-BOUND, x));
