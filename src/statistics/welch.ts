import { checkCount, checkPositive, checkProbability, checkSample } from './argument-checks.ts';
import { mean, sampleVariance } from './descriptive.ts';
import { smallestCount } from './smallest-count.ts';
import { studentCdf } from './student-cdf.ts';
import { studentQuantile } from './student-quantile.ts';

/** Result of Welch's test. */
export interface WelchResult {
  /** mean(x) − mean(y). */
  readonly difference: number;
  readonly standardError: number;
  /** Welch–Satterthwaite, not an integer in general. */
  readonly degreesOfFreedom: number;
  readonly statistic: number;
  /** Two-sided; accurate far out in the tail. */
  readonly pValue: number;
  /** Of the difference, with the confidence asked for. */
  readonly interval: readonly [number, number];
}

/**
 * Welch's test of equal means, for two normal samples whose variances may differ.
 *
 *     t = (x̄ − ȳ)/√(s²ₓ/n + s²ᵧ/m),   ν = (s²ₓ/n + s²ᵧ/m)² / [(s²ₓ/n)²/(n − 1) + (s²ᵧ/m)²/(m − 1)]
 *
 * A fixed-sample test: it may be looked at once. Its level is approximate even for normal values, and far off in the tails for
 * skewed or heavy-tailed ones (docs/calibration.md); no verdict of this package rests on it.
 *
 * @param x at least 2 independent values
 * @param y at least 2 independent values
 * @param confidence of the interval; default 0.95
 * @returns difference, its standard error, ν, t, p and the interval. Two constant samples have t = 0 or ±Infinity
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const { pValue, interval } = welch([5.1, 4.9, 5.0, 5.2], [4.1, 4.3, 4.0, 4.2]);
 * expect(pValue).toBeLessThan(1e-3);
 * expect(interval[0]).toBeGreaterThan(0.6);
 * ```
 *
 * Source: B. L. Welch, Biometrika 34, 1947; F. E. Satterthwaite, Biometrics Bulletin 2, 1946.
 */
export function welch(x: readonly number[], y: readonly number[], confidence: number = 0.95): WelchResult {
  checkSample('x', x, 2);
  checkSample('y', y, 2);
  checkProbability('confidence', confidence);
  const [vx, vy] = [sampleVariance(x) / x.length, sampleVariance(y) / y.length];
  const difference = mean(x) - mean(y);
  const standardError = Math.sqrt(vx + vy);
  const degreesOfFreedom =
    standardError === 0
      ? x.length + y.length - 2
      : ((vx + vy) * (vx + vy)) / ((vx * vx) / (x.length - 1) + (vy * vy) / (y.length - 1));
  const statistic = difference === 0 ? 0 : difference / standardError;
  const halfWidth = -studentQuantile((1 - confidence) / 2, degreesOfFreedom) * standardError;
  return {
    difference,
    standardError,
    degreesOfFreedom,
    statistic,
    pValue: Math.min(1, 2 * studentCdf(-Math.abs(statistic), degreesOfFreedom)),
    interval: [difference - halfWidth, difference + halfWidth],
  };
}

/** Design of a Welch test with n values in either sample and one standard deviation. */
export interface WelchPlan {
  readonly standardDeviation: number;
  /** Two-sided level; default 0.05. */
  readonly alpha?: number;
  /** Default 0.8. */
  readonly power?: number;
}

/**
 * Smallest difference of means that Welch's test finds with n values in either sample.
 *
 *     (t_(1−α/2, 2n−2) + t_(power, 2n−2)) σ √(2/n)
 *
 * @param n at least 2
 * @param plan σ, level and power
 * @returns the difference; it exceeds the exact (noncentral) value by less than 3 % for n ≥ 5 and α ≥ 1e-6
 * @throws ConfigurationError `INVALID_COUNT`, `INVALID_SIZE`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * expect(welchDetectableDifference(64, { standardDeviation: 1 })).toBeCloseTo(0.5, 2);
 * ```
 *
 * Source: J. Cohen, Statistical Power Analysis, 1988, with Student quantiles for normal ones.
 */
export function welchDetectableDifference(n: number, plan: WelchPlan): number {
  const { standardDeviation, alpha = 0.05, power = 0.8 } = plan;
  checkCount('n', n, 2);
  checkPositive('standardDeviation', standardDeviation);
  checkProbability('alpha', alpha);
  checkProbability('power', power);
  const degreesOfFreedom = 2 * n - 2;
  const quantiles = studentQuantile(power, degreesOfFreedom) - studentQuantile(alpha / 2, degreesOfFreedom);
  return quantiles * standardDeviation * Math.sqrt(2 / n);
}

/**
 * Number of values in either sample with which Welch's test finds a difference.
 *
 * @param difference of the means, above 0
 * @param plan σ, level and power
 * @returns the smallest n ≥ 2 with `welchDetectableDifference(n) ≤ difference`
 * @throws ConfigurationError `INVALID_SIZE`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * expect(welchSampleSize(0.5, { standardDeviation: 1 })).toBe(64);
 * ```
 *
 * Source: as `welchDetectableDifference`.
 */
export function welchSampleSize(difference: number, plan: WelchPlan): number {
  checkPositive('difference', difference);
  return smallestCount((n) => n >= 2 && welchDetectableDifference(n, plan) <= difference, Infinity);
}
