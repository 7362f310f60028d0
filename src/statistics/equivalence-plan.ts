import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkCount, checkPositive, checkProbability } from './argument-checks.ts';
import { normalQuantile } from './normal-quantile.ts';
import { sequentialEquivalence, type SequentialEquivalenceOptions } from './sequential-equivalence.ts';
import type { BettingEProcess } from './betting-e-process.ts';
import { bettingEProcess, updateBettingEProcess } from './betting-e-process.ts';

/** A sequential equivalence test, and what is known of the noise before it is run. */
export interface EquivalencePlanOptions extends SequentialEquivalenceOptions {
  /** Standard deviation of one value. */
  readonly standardDeviation: number;
  /** Probability with which the decision is to be reached by then; default 0.95. */
  readonly power?: number;
}

/** More values than this are not planned for. */
const LIMIT = 10_000;

/**
 * Number of values that `sequentialEquivalence` needs for a given true effect.
 *
 * Computed on a representative sample: the normal quantiles at (i − ½)/n, moved against the decision by z(power) σ/√n. Since the
 * e-values do not depend on the order of the values, one sample stands for all of that mean and spread. For an effect between tolerance
 * and detectable effect the plan is for the refutation, though there `holds` may come first.
 *
 * @param effect the true mean; within ±tolerance the decision is `holds`, outside it is `refuted`
 * @param options those of the test, the noise and the power
 * @returns the smallest n that decides with this power, within some 10 % of simulation; Infinity beyond 10 000
 * @throws ConfigurationError as `sequentialEquivalence`
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
  const decides = (n: number): boolean => decidesAt(n, effect, options);
  let high = 1;
  while (!decides(high)) {
    high *= 2;
    if (high > LIMIT) return Infinity;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (decides(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Smallest true effect that `sequentialEquivalence` refutes within n values.
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
  checkCount('n', n, 1);
  const { tolerance, detectable = 3 * tolerance, bound = 2 * detectable, standardDeviation } = options;
  let low = tolerance;
  // Beyond this nearly everything is clipped to +bound, so nothing is gained by a larger effect.
  let high = bound + 10 * standardDeviation;
  if (!decidesAt(n, high, options)) return Infinity;
  while (high - low > 1e-3 * low) {
    const middle = (low + high) / 2;
    if (decidesAt(n, middle, options)) high = middle;
    else low = middle;
  }
  return high;
}

/** Does a representative sample of n values around this effect decide the test? */
function decidesAt(n: number, effect: number, options: EquivalencePlanOptions): boolean {
  const { tolerance, detectable = 3 * tolerance, bound = 2 * detectable, standardDeviation, power = 0.95 } = options;
  checkPositive('standardDeviation', standardDeviation);
  checkProbability('power', power);
  if (!Number.isFinite(effect)) throw new ConfigurationError('INVALID_VALUE', `the effect is ${effect}, but must be finite`);
  const { thresholds } = sequentialEquivalence(options);
  const size = Math.abs(effect);
  const range = { lower: -bound, upper: bound };
  const sample = (centre: number): number[] =>
    Array.from({ length: n }, (_, i) => {
      const z = n === 1 ? 0 : normalQuantile((i + 0.5) / n);
      return Math.min(bound, Math.max(-bound, centre + standardDeviation * z));
    });
  const evidence = (start: BettingEProcess, centre: number): number => sample(centre).reduce(updateBettingEProcess, start).eValue;
  if (size <= tolerance) {
    // Both sides must be passed; the noise may move the sample towards the nearer one (or, at effect 0, towards either).
    const towards = (-normalQuantile(size === 0 ? (1 - power) / 2 : 1 - power) * standardDeviation) / Math.sqrt(n);
    const near = evidence(bettingEProcess({ mean: 'at-least', threshold: detectable, ...range }), size + towards);
    return near >= thresholds.inside;
  }
  const away = (normalQuantile(power) * standardDeviation) / Math.sqrt(n);
  const above = evidence(bettingEProcess({ mean: 'at-most', threshold: tolerance, ...range }), size - away);
  return above / 2 >= thresholds.outside;
}
