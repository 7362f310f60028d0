import { checkProbability } from './argument-checks.ts';
import { bettingEProcess, updateBettingEProcess } from './betting-e-process.ts';

/** The range of the values and the error rate of the interval. */
export interface ConfidenceSequenceOptions {
  readonly lower: number;
  readonly upper: number;
  /** Probability that the interval ever misses the mean, in (0, 1). */
  readonly alpha: number;
}

/**
 * The interval that a confidence sequence for a bounded mean has reached after these values.
 *
 *     { m : E⁺(m) < 2/α and E⁻(m) < 2/α },   E⁺ against "mean ≤ m", E⁻ against "mean ≥ m"
 *
 * The intervals after 1, 2, 3, … values contain the mean all at once with probability at least 1 − α: it may be looked at, printed
 * and used to stop after each of them. E⁺ decreases and E⁻ increases in m, so the set is an interval.
 *
 * @param values numbers in [lower, upper]; their order does not matter
 * @param options range and α
 * @returns [low, high] within [lower, upper]; the whole range before the first value. The ends are found to 2⁻⁴⁰ of the range and
 *   rounded outwards. Takes about 1300 · values.length multiplications
 * @throws ConfigurationError `OUT_OF_RANGE`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const values = Array.from({ length: 50 }, (_, i) => (i % 5) / 10);
 * const [low, high] = confidenceSequence(values, { lower: 0, upper: 1, alpha: 0.05 });
 * expect(low).toBeLessThan(0.2);
 * expect(high).toBeGreaterThan(0.2);
 * expect(high - low).toBeLessThan(0.3);
 * ```
 *
 * Source: I. Waudby-Smith and A. Ramdas, JRSS B 86, 2024 (intervals from bets); F. Orabona and K.-S. Jun, IEEE Trans. Inf. Theory 70,
 * 2024 (with these bets).
 */
export function confidenceSequence(values: readonly number[], options: ConfidenceSequenceOptions): readonly [number, number] {
  const { lower, upper, alpha } = options;
  checkProbability('alpha', alpha);
  const excluded = (mean: 'at-most' | 'at-least', threshold: number): boolean =>
    values.reduce(updateBettingEProcess, bettingEProcess({ mean, threshold, lower, upper })).eValue >= 2 / alpha;

  /** Moves from an end that may be excluded towards one that is not; returns the last point known to be excluded. */
  const end = (mean: 'at-most' | 'at-least', from: number, to: number): number => {
    let [outside, inside] = [from, to];
    for (let halving = 0; halving < 40; halving++) {
      const middle = (outside + inside) / 2;
      if (excluded(mean, middle)) outside = middle;
      else inside = middle;
    }
    return outside;
  };
  return [end('at-most', lower, upper), end('at-least', upper, lower)];
}
