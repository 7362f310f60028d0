import { sequentialEquivalence, type SequentialEquivalenceOptions } from './sequential-equivalence.ts';
import { plannedDetectableEffect, plannedSampleSize, type TwoThresholdPlan } from './two-threshold-plan.ts';

/** A sequential equivalence test, and what is known of the noise before it is run. */
export interface EquivalencePlanOptions extends SequentialEquivalenceOptions {
  /** Standard deviation of one value. */
  readonly standardDeviation: number;
  /** Probability with which the decision is to be reached by then; default 0.95. */
  readonly power?: number;
}

/**
 * Number of values that `sequentialEquivalence` needs for a given true effect, if the noise is normal.
 *
 * Computed on a representative sample: the normal quantiles at (i − ½)/n, moved against the decision by z(power) σ/√n. For an effect
 * between tolerance and detectable effect the plan is for the refutation, though there `holds` may come first.
 *
 * @param effect the true mean; within ±tolerance the decision is `holds`, outside it is `refuted`
 * @param options those of the test, the noise and the power
 * @returns the smallest n that decides with this power, within 15 % of simulation; Infinity beyond 10 000
 * @throws ConfigurationError as `sequentialEquivalence`; `INVALID_VALUE` unless the effect is finite
 *
 * @example
 * ```ts
 * const plan = { tolerance: 0.5, detectable: 1.5, standardDeviation: 1, power: 0.5 };
 * expect(equivalenceSampleSize(0, plan)).toBeLessThan(16);
 * expect(equivalenceSampleSize(1.5, plan)).toBeLessThan(90);
 * ```
 *
 * Source: the two questions are those of TensorFlow Probability's statistical testing: what would be detected, and by how many.
 */
export function equivalenceSampleSize(effect: number, options: EquivalencePlanOptions): number {
  return plannedSampleSize(effect, planOf(options));
}

/**
 * Smallest true effect that `sequentialEquivalence` refutes within n values, if the noise is normal.
 *
 * To be printed before a test is run: a test that could not refute an effect of the detectable size δ₁ within the replicas
 * allowed is a wrong configuration, whatever the subject.
 *
 * @param n values allowed, at least 1
 * @param options those of the test, the noise and the power
 * @returns the effect, above the tolerance, to a thousandth of itself; Infinity if nothing can be refuted with so few values
 * @throws ConfigurationError `INVALID_COUNT`, and as `sequentialEquivalence`
 *
 * @example
 * ```ts
 * const plan = { tolerance: 0.5, detectable: 1.5, standardDeviation: 1 };
 * expect(equivalenceDetectableEffect(20, plan)).toBe(Infinity);
 * expect(equivalenceDetectableEffect(200, plan)).toBeLessThan(1.5);
 * ```
 *
 * Source: as `equivalenceSampleSize`.
 */
export function equivalenceDetectableEffect(n: number, options: EquivalencePlanOptions): number {
  return plannedDetectableEffect(n, planOf(options));
}

function planOf(options: EquivalencePlanOptions): TwoThresholdPlan {
  const { tolerance, detectable = 3 * tolerance, bound = 2 * detectable, standardDeviation, power = 0.95 } = options;
  // The test checks its own options.
  const { thresholds } = sequentialEquivalence(options);
  return { inner: tolerance, outer: detectable, bound, thresholds, standardDeviation, power };
}
