import { checkCount, checkProbability } from './argument-checks.ts';
import { betaQuantile } from './beta-quantile.ts';

/**
 * Exact confidence interval of a proportion.
 *
 *     [B(α/2; k, n − k + 1), B(1 − α/2; k + 1, n − k)],   B the beta quantile, α = 1 − confidence
 *
 * Each end by itself errs with at most α/2: an upper bound with 95 % confidence is the upper end of the interval with 90 %.
 *
 * @param successes k, an integer from 0 to n
 * @param trials n ≥ 1, independent
 * @param confidence in (0, 1)
 * @returns [low, high]; the true coverage is never below the confidence, and often well above it
 * @throws ConfigurationError `INVALID_COUNT`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const [, high] = clopperPearson(0, 10_000, 0.9);
 * expect(high).toBeCloseTo(3e-4, 5); // no false alarm in 10 000: the "rule of three"
 * ```
 *
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26, 1934.
 */
export function clopperPearson(successes: number, trials: number, confidence: number): readonly [number, number] {
  checkCount('trials', trials, 1);
  checkCount('successes', successes, 0);
  checkCount('trials - successes', trials - successes, 0);
  checkProbability('confidence', confidence);
  const tail = (1 - confidence) / 2;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    // 1 − B(tail; n − k, k + 1) is the upper quantile without rounding 1 − tail.
    successes === trials ? 1 : 1 - betaQuantile(tail, trials - successes, successes + 1),
  ];
}
