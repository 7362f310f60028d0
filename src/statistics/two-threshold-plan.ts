import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkCount, checkPositive, checkProbability } from './argument-checks.ts';
import { bettingEProcess, updateBettingEProcess } from './betting-e-process.ts';
import { normalQuantile } from './normal-quantile.ts';
import { smallestCount } from './smallest-count.ts';

/**
 * A sequential test of a mean against ±inner and ±outer, and what is known of the noise before it is run.
 *
 * @internal
 */
export interface TwoThresholdPlan {
  readonly inner: number;
  readonly outer: number;
  readonly bound: number;
  /** What the two e-values must reach. */
  readonly thresholds: { readonly outside: number; readonly inside: number };
  readonly standardDeviation: number;
  readonly power: number;
}

const samples = new Map<number, Float64Array>();

/** The normal quantiles at (i − ½)/n. */
function representativeSample(n: number): Float64Array {
  const known = samples.get(n);
  if (known !== undefined) return known;
  const sample = Float64Array.from({ length: n }, (_, i) => (n === 1 ? 0 : normalQuantile((i + 0.5) / n)));
  if (samples.size < 64) samples.set(n, sample);
  return sample;
}

/**
 * Does a representative sample of n values around this effect decide the test?
 *
 * The sample is the normal quantiles at (i − ½)/n, moved against the decision by z(power) σ/√n. As the e-values do not depend on
 * the order of the values, one sample stands for all of that mean and spread.
 */
function decides(n: number, effect: number, plan: TwoThresholdPlan): boolean {
  const { inner, outer, bound, thresholds, standardDeviation, power } = plan;
  checkPositive('standardDeviation', standardDeviation);
  checkProbability('power', power);
  if (!Number.isFinite(effect)) throw new ConfigurationError('INVALID_VALUE', `the effect is ${effect}, but must be finite`);
  const size = Math.abs(effect);
  const sample = representativeSample(n);
  const evidence = (mean: 'at-most' | 'at-least', threshold: number, centre: number): number => {
    let process = bettingEProcess({ mean, threshold, lower: -bound, upper: bound });
    for (let i = 0; i < n; i++) {
      const x = centre + standardDeviation * sample[i];
      process = updateBettingEProcess(process, Math.min(bound, Math.max(-bound, x)));
    }
    return process.eValue;
  };
  const standardError = standardDeviation / Math.sqrt(n);
  if (size > inner) return evidence('at-most', inner, size - normalQuantile(power) * standardError) / 2 >= thresholds.outside;
  // Both outer thresholds must be passed; around 0 the noise may move the sample towards either.
  const towards = -normalQuantile(size === 0 ? (1 - power) / 2 : 1 - power) * standardError;
  return evidence('at-least', outer, size + towards) >= thresholds.inside;
}

/**
 * The smallest n that decides; Infinity beyond 10 000.
 *
 * @internal
 */
export function plannedSampleSize(effect: number, plan: TwoThresholdPlan): number {
  return smallestCount((n) => decides(n, effect, plan), 10_000);
}

/**
 * The smallest effect that n values show to lie outside the inner threshold, to a thousandth of itself; Infinity if none.
 *
 * @internal
 */
export function plannedDetectableEffect(n: number, plan: TwoThresholdPlan): number {
  checkCount('n', n, 1);
  let low = plan.inner;
  // Beyond this nearly everything is clipped to +bound, so nothing is gained by a larger effect.
  let high = plan.bound + 10 * plan.standardDeviation;
  if (!decides(n, high, plan)) return Infinity;
  while (high - low > 1e-3 * low) {
    const middle = (low + high) / 2;
    if (decides(n, middle, plan)) high = middle;
    else low = middle;
  }
  return high;
}
