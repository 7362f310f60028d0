/**
 * How often a property is tried: few enough for every commit, and as often as it takes in the night (`npm run nightly`).
 *
 * @param daily within the minute that all faults together have
 * @param nightly when `INTRINSIC_LR_RUNS` is `nightly`
 */
export function runs(daily: number, nightly: number): number {
  return process.env.INTRINSIC_LR_RUNS === 'nightly' ? nightly : daily;
}

/** Milliseconds that a property may take. */
export const timeout: number = runs(120_000, 3_600_000);
