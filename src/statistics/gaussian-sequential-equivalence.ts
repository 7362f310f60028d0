import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { exp, log } from '../arithmetic/elementary.ts';
import { checkCount, checkPositive, checkProbability } from './argument-checks.ts';
import type { Decision } from './decision.ts';
import { normalQuantile } from './normal-quantile.ts';
import { undecidedReason, type SequentialMeanTest } from './two-threshold-test.ts';

/** Options of `gaussianSequentialEquivalence`; everything but the error rates is in the unit of the values. */
export interface GaussianSequentialEquivalenceOptions {
  /** δ₀ > 0: a mean within ±δ₀ is never called refuted, up to α. */
  readonly tolerance: number;
  /** δ₁ > δ₀: a mean outside ±δ₁ is never called equivalent, up to β. Default 3 δ₀. */
  readonly detectable?: number;
  /** σ: an upper bound on the standard deviation, for instance `standardDeviationBound` of an independent pilot. */
  readonly standardDeviation: number;
  /** Default 1e-6. */
  readonly alpha?: number;
  /** Default 0.01. */
  readonly beta?: number;
}

/**
 * Sequential equivalence test of a mean by two one-sided probability ratio tests, for normal values with bounded variance.
 *
 *     ln Λ± = (δ₁ − δ₀)/σ² · Σᵢ (±xᵢ − (δ₀ + δ₁)/2);   refuted : (Λ⁺ + Λ⁻)/2 ≥ 1/α,   holds : max(Λ⁺, Λ⁻) ≤ β
 *
 * Λ⁺ is a supermartingale under every normal (or sub-Gaussian) law with mean ≤ δ₀ and standard deviation ≤ σ, and 1/Λ⁺ under every
 * one with mean ≥ δ₁: with a true bound σ, α and β hold at any stopping time. It needs about half the values of
 * `sequentialEquivalence` and clips nothing, but all of its validity hangs on σ and on light tails: a σ that is 1.2 times too small
 * raises false alarms 4 to 16 times (docs/calibration.md). If σ is a confidence bound, its error rate adds to α.
 *
 * @param options thresholds, σ and error rates
 * @returns the state before the first value; `interval` is the normal-mixture confidence sequence with confidence 1 − 2β
 * @throws ConfigurationError `INVALID_THRESHOLD`, `INVALID_SIZE`, `INVALID_PROBABILITY`; from `add`: `OUT_OF_RANGE` unless finite
 *
 * @example
 * ```ts
 * let test = gaussianSequentialEquivalence({ tolerance: 0.5, detectable: 1.5, standardDeviation: 1 });
 * while (test.verdict === 'undecided') test = test.add(test.n % 2 === 0 ? 0.4 : -0.4);
 * expect(test.verdict).toBe('holds');
 * expect(test.n).toBeLessThan(10);
 * ```
 *
 * Source: A. Wald, Ann. Math. Stat. 16, 1945 (the ratio test); H. Robbins, Ann. Math. Stat. 41, 1970, and S. R. Howard, A. Ramdas,
 * J. McAuliffe and J. Sekhon, Ann. Stat. 49, 2021 (the interval).
 */
export function gaussianSequentialEquivalence(options: GaussianSequentialEquivalenceOptions): SequentialMeanTest {
  const { tolerance, detectable = 3 * tolerance, standardDeviation, alpha = 1e-6, beta = 0.01 } = options;
  checkPositive('tolerance', tolerance);
  checkPositive('standardDeviation', standardDeviation);
  checkProbability('alpha', alpha);
  checkProbability('2 beta', 2 * beta);
  if (!(tolerance < detectable && detectable < Infinity)) {
    throw new ConfigurationError(
      'INVALID_THRESHOLD',
      `received the tolerance ${tolerance} and the detectable effect ${detectable}, but 0 < tolerance < detectable is needed`,
    );
  }
  const variance = standardDeviation * standardDeviation;
  const rate = (detectable - tolerance) / variance;
  const middle = (tolerance + detectable) / 2;

  function state(n: number, sum: number, verdictBefore: Decision, decidedBefore: number | undefined): SequentialMeanTest {
    // Beyond e^±700 every decision is long made, and evidence is stored as JSON, which has no infinity.
    const above = Math.max(-700, Math.min(700, rate * (sum - n * middle)));
    const below = Math.max(-700, Math.min(700, rate * (-sum - n * middle)));
    const eValues = { outside: (exp(above) + exp(below)) / 2, inside: exp(-Math.max(above, below)) };
    const thresholds = { outside: 1 / alpha, inside: 1 / beta };
    let [verdict, decidedAt] = [verdictBefore, decidedBefore];
    if (verdict === 'undecided' && n > 0) {
      if (eValues.outside >= thresholds.outside) verdict = 'refuted';
      else if (eValues.inside >= thresholds.inside) verdict = 'holds';
      if (verdict !== 'undecided') decidedAt = n;
    }
    const mean = n === 0 ? 0 : sum / n;
    // Mixing variance σ²: narrowest after about ten values.
    const halfWidth = Math.sqrt(variance * (n + 1) * log((n + 1) / (4 * beta * beta))) / n;
    return {
      n,
      verdict,
      decidedAt,
      eValues,
      thresholds,
      mean,
      interval: [mean - halfWidth, mean + halfWidth],
      clipped: 0,
      reason: verdict === 'undecided' ? undecidedReason(n, tolerance, detectable) : undefined,
      add(x) {
        if (!Number.isFinite(x)) {
          throw new ConfigurationError(
            'OUT_OF_RANGE',
            `the value ${x} is not finite, but normal values are`,
            'a run that diverged?',
          );
        }
        return state(n + 1, sum + x, verdict, decidedAt);
      },
    };
  }
  return state(0, 0, 'undecided', undefined);
}

/**
 * Number of values that `gaussianSequentialEquivalence` needs for a given true effect.
 *
 *     n |μ − middle| − z(power) √n σ ≥ ln(2/α) σ²/(δ₁ − δ₀)  above the middle,   ≥ ln(1/β) σ²/(δ₁ − δ₀)  below it
 *
 * @param effect the true mean; beyond ±(δ₀ + δ₁)/2 the decision is `refuted`, inside it is `holds`
 * @param options those of the test, whose σ is taken for the true one
 * @param power probability with which the decision is reached by then; default 0.95
 * @returns the smallest such n; Infinity exactly at the middle
 * @throws ConfigurationError as `gaussianSequentialEquivalence`
 *
 * @example
 * ```ts
 * const options = { tolerance: 0.5, detectable: 1.5, standardDeviation: 1 };
 * expect(gaussianEquivalenceSampleSize(0, options, 0.5)).toBe(7);
 * expect(gaussianEquivalenceSampleSize(1.5, options, 0.5)).toBe(30);
 * ```
 *
 * Source: A. Wald, Ann. Math. Stat. 16, 1945, without his neglect of the variance.
 */
export function gaussianEquivalenceSampleSize(
  effect: number,
  options: GaussianSequentialEquivalenceOptions,
  power: number = 0.95,
): number {
  const { tolerance, detectable = 3 * tolerance, standardDeviation } = options;
  const { thresholds } = gaussianSequentialEquivalence(options);
  checkProbability('power', power);
  const size = Math.abs(effect);
  const distance = Math.abs(size - (tolerance + detectable) / 2);
  const refutes = size > (tolerance + detectable) / 2;
  const needed =
    (log(refutes ? 2 * thresholds.outside : thresholds.inside) * standardDeviation * standardDeviation) /
    (detectable - tolerance);
  // Either side may be the unlucky one when the mean is 0.
  const z = -normalQuantile(!refutes && size === 0 ? (1 - power) / 2 : 1 - power) * standardDeviation;
  const root = (z + Math.sqrt(z * z + 4 * distance * needed)) / (2 * distance);
  return Math.max(1, Math.ceil(root * root));
}

/**
 * Smallest true effect that `gaussianSequentialEquivalence` refutes within n values.
 *
 *     (δ₀ + δ₁)/2 + ln(2/α) σ²/((δ₁ − δ₀) n) + z(power) σ/√n
 *
 * @param n values allowed, at least 1
 * @param options those of the test, whose σ is taken for the true one
 * @param power probability of the refutation; default 0.95
 * @returns the effect
 * @throws ConfigurationError `INVALID_COUNT`, and as `gaussianSequentialEquivalence`
 *
 * @example
 * ```ts
 * const options = { tolerance: 0.5, detectable: 1.5, standardDeviation: 1 };
 * expect(gaussianEquivalenceDetectableEffect(30, options, 0.5)).toBeCloseTo(1.48, 2);
 * ```
 *
 * Source: as `gaussianEquivalenceSampleSize`.
 */
export function gaussianEquivalenceDetectableEffect(
  n: number,
  options: GaussianSequentialEquivalenceOptions,
  power: number = 0.95,
): number {
  checkCount('n', n, 1);
  checkProbability('power', power);
  const { tolerance, detectable = 3 * tolerance, standardDeviation } = options;
  const { thresholds } = gaussianSequentialEquivalence(options);
  const drift = (log(2 * thresholds.outside) * standardDeviation * standardDeviation) / ((detectable - tolerance) * n);
  return (tolerance + detectable) / 2 + drift - (normalQuantile(1 - power) * standardDeviation) / Math.sqrt(n);
}
