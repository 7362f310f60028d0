import { sequentialDifference, type SequentialDifferenceOptions } from './sequential-difference.ts';
import { plannedDetectableEffect, plannedSampleSize, type TwoThresholdPlan } from './two-threshold-plan.ts';

/** A sequential test of a difference, and what is known of the noise before it is run. */
export interface DifferencePlanOptions extends SequentialDifferenceOptions {
  /** Standard deviation of one value. */
  readonly standardDeviation: number;
  /** Probability with which the decision is to be reached by then; default 0.95. */
  readonly power?: number;
}

/**
 * Number of values that `sequentialDifference` needs for a given true effect, if the noise is normal.
 *
 * @param effect the true mean; outside ±negligible the decision is `holds`, within it is `refuted`
 * @param options those of the test, the noise and the power
 * @returns the smallest n that decides with this power, within 15 % of simulation; Infinity beyond 10 000
 * @throws ConfigurationError as `sequentialDifference`; `INVALID_VALUE` unless the effect is finite
 *
 * @example
 * ```ts
 * const plan = { difference: 1, bound: 5, standardDeviation: 1 };
 * expect(differenceSampleSize(3, plan)).toBeLessThan(differenceSampleSize(2, plan));
 * ```
 *
 * Source: as `equivalenceSampleSize`.
 */
export function differenceSampleSize(effect: number, options: DifferencePlanOptions): number {
  return plannedSampleSize(effect, planOf(options));
}

/**
 * Smallest true difference that `sequentialDifference` confirms within n values, if the noise is normal.
 *
 * @param n values allowed, at least 1
 * @param options those of the test, the noise and the power
 * @returns the difference, above the negligible one, to a thousandth of itself; Infinity if n is too small for any
 * @throws ConfigurationError `INVALID_COUNT`, and as `sequentialDifference`
 *
 * @example
 * ```ts
 * const plan = { difference: 1, bound: 5, standardDeviation: 1 };
 * expect(differenceDetectableEffect(100, plan)).toBeLessThan(2);
 * ```
 *
 * Source: as `equivalenceSampleSize`.
 */
export function differenceDetectableEffect(n: number, options: DifferencePlanOptions): number {
  return plannedDetectableEffect(n, planOf(options));
}

function planOf(options: DifferencePlanOptions): TwoThresholdPlan {
  const { difference, negligible = difference, bound = 2 * difference, standardDeviation, power = 0.95 } = options;
  const { thresholds } = sequentialDifference(options);
  return { inner: negligible, outer: difference, bound, thresholds, standardDeviation, power };
}
