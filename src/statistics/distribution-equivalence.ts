import { log } from '../arithmetic/elementary.ts';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkCount, checkProbability, checkSample } from './argument-checks.ts';
import { ascending } from './ascending.ts';
import type { Decision } from './decision.ts';
import { largestDistance } from './kolmogorov-smirnov.ts';

/**
 * Half-width of the confidence band around an empirical distribution function.
 *
 *     P(sup |F̂ₙ − F| > ε) ≤ 2 e^(−2 n ε²) = α,   ε = √(ln(2/α) / (2n))
 *
 * @param n number of independent values
 * @param alpha probability that the band misses F anywhere
 * @returns ε; above 1 the band says nothing
 * @throws ConfigurationError `INVALID_COUNT`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * expect(empiricalBand(200, 0.05)).toBeCloseTo(0.096, 3);
 * ```
 *
 * Source: A. Dvoretzky, J. Kiefer and J. Wolfowitz, Ann. Math. Stat. 27, 1956; the constant 2: P. Massart, Ann. Probab. 18, 1990.
 */
export function empiricalBand(n: number, alpha: number): number {
  checkCount('n', n, 1);
  checkProbability('alpha', alpha);
  return Math.sqrt(log(2 / alpha) / (2 * n));
}

/** Options of `distributionEquivalence`: distances are between distribution functions, in (0, 1). */
export interface DistributionEquivalenceOptions {
  /** ε₀ ≥ 0: laws this near are not refuted, up to α. 0 tests equality. */
  readonly tolerance: number;
  /** ε₁ > ε₀: laws this far apart are not accepted, up to β. */
  readonly detectable: number;
  /** Default 1e-6. */
  readonly alpha?: number;
  /** Default 0.01. */
  readonly beta?: number;
}

/** Result of `distributionEquivalence`. */
export interface DistributionEquivalenceResult {
  readonly verdict: Decision;
  /** sup |F̂ − Ĝ|. */
  readonly statistic: number;
  /** Contains sup |F − G| with probability at least 1 − β. */
  readonly interval: readonly [number, number];
}

/**
 * Fixed-sample equivalence test of two distributions, by bands around their empirical distribution functions.
 *
 *     refuted : D − εₙ(α/2) − εₘ(α/2) > ε₀;   holds : D + εₙ(β/2) + εₘ(β/2) < ε₁
 *
 * Valid for all distributions, ties included, and costly: look only once, with `distributionSampleSize` values or more.
 *
 * @param x independent values, at least 1
 * @param y independent values, at least 1
 * @param options thresholds and error rates
 * @returns verdict, statistic and interval
 * @throws ConfigurationError `INVALID_THRESHOLD`, `INVALID_PROBABILITY`, `SAMPLE_TOO_SMALL`, `INVALID_VALUE`
 *
 * @example
 * ```ts
 * const x = Array.from({ length: 2000 }, (_, i) => i / 2000);
 * const result = distributionEquivalence(x, x.map((value) => value + 0.01), { tolerance: 0, detectable: 0.2 });
 * expect(result.verdict).toBe('holds');
 * ```
 *
 * Source: as `empiricalBand`; the design is that of TensorFlow Probability's `assert_true_cdf_equal_by_dkw_two_sample`.
 */
export function distributionEquivalence(
  x: readonly number[],
  y: readonly number[],
  options: DistributionEquivalenceOptions,
): DistributionEquivalenceResult {
  const { tolerance, detectable, alpha = 1e-6, beta = 0.01 } = options;
  checkSample('x', x, 1);
  checkSample('y', y, 1);
  checkThresholds(tolerance, detectable);
  const statistic = largestDistance(ascending(x), ascending(y)).distance / (x.length * y.length);
  const bands = (level: number): number => empiricalBand(x.length, level / 2) + empiricalBand(y.length, level / 2);
  const verdict = statistic - bands(alpha) > tolerance ? 'refuted' : statistic + bands(beta) < detectable ? 'holds' : 'undecided';
  return { verdict, statistic, interval: [Math.max(0, statistic - bands(beta)), Math.min(1, statistic + bands(beta))] };
}

/**
 * Smallest distance sup |F − G| that `distributionEquivalence` refutes with probability 1 − β.
 *
 *     ε₀ + εₙ(α/2) + εₘ(α/2) + εₙ(β/2) + εₘ(β/2)
 *
 * @param n values of x
 * @param m values of y
 * @param options tolerance and error rates
 * @returns the distance; above 1 nothing can be detected
 * @throws ConfigurationError `INVALID_COUNT`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * expect(distributionDetectableDistance(400, 400, { tolerance: 0, alpha: 1e-3 })).toBeLessThan(0.4);
 * ```
 *
 * Source: as `distributionEquivalence`.
 */
export function distributionDetectableDistance(
  n: number,
  m: number,
  options: Pick<DistributionEquivalenceOptions, 'tolerance' | 'alpha' | 'beta'>,
): number {
  const { tolerance, alpha = 1e-6, beta = 0.01 } = options;
  return [alpha, beta].reduce((sum, level) => sum + empiricalBand(n, level / 2) + empiricalBand(m, level / 2), tolerance);
}

/**
 * Number of values of either sample with which `distributionEquivalence` refutes the detectable distance ε₁ with probability 1 − β.
 *
 * @param options thresholds and error rates
 * @returns n = m, at least 1
 * @throws ConfigurationError `INVALID_THRESHOLD`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * expect(distributionSampleSize({ tolerance: 0, detectable: 0.3, alpha: 1e-3 })).toBe(631);
 * ```
 *
 * Source: as `distributionEquivalence`.
 */
export function distributionSampleSize(options: DistributionEquivalenceOptions): number {
  const { tolerance, detectable } = options;
  checkThresholds(tolerance, detectable);
  // Every band shrinks as 1/√n.
  const ratio = distributionDetectableDistance(1, 1, { ...options, tolerance: 0 }) / (detectable - tolerance);
  return Math.ceil(ratio * ratio);
}

function checkThresholds(tolerance: number, detectable: number): void {
  if (tolerance >= 0 && tolerance < detectable && detectable <= 1) return;
  throw new ConfigurationError(
    'INVALID_THRESHOLD',
    `received the tolerance ${tolerance} and the detectable distance ${detectable}, but 0 ≤ tolerance < detectable ≤ 1 is needed`,
    'both are distances between distribution functions, not effects in the unit of the values',
  );
}
