import { twoThresholdTest, usualClippedShare, type SequentialMeanTest } from './two-threshold-test.ts';

/** Options of `sequentialEquivalence`; thresholds and bound are in the unit of the values. */
export interface SequentialEquivalenceOptions {
  /** δ₀ > 0: a mean within ±δ₀ is never called refuted, up to α. */
  readonly tolerance: number;
  /** δ₁ ≥ δ₀: a mean outside ±δ₁ is never called equivalent, up to β. Default 3 δ₀. */
  readonly detectable?: number;
  /** B > δ₁: values are clipped to ±B. Known before the first value. Default 2 δ₁. */
  readonly bound?: number;
  /** Probability of ever refuting a mean within ±δ₀; default 1e-6. In a run of several tests: this test's share of the budget. */
  readonly alpha?: number;
  /** Probability of ever accepting a mean outside ±δ₁; default 0.01. */
  readonly beta?: number;
  /** `holds` needs at most this share of clipped values; default 0.1. */
  readonly maximalClippedShare?: number;
}

/**
 * Sequential equivalence test of a mean: is it within ±tolerance?
 *
 *     μ = E[clip(x, −B, B)];   refuted : (E[μ ≤ δ₀] + E[μ ≥ −δ₀])/2 ≥ 1/α      shown: |μ| > δ₀
 *                              holds   : min(E[μ ≥ δ₁], E[μ ≤ −δ₁]) ≥ 1/β      shown: |μ| < δ₁
 *
 * where E[H] is the betting e-process against H. Whatever the distribution of the values, and whenever one stops:
 * P(refuted) ≤ α if |μ| ≤ δ₀, and P(holds) ≤ β if |μ| ≥ δ₁. Between δ₀ and δ₁ either may come first. The first decision stands.
 * `holds` is the same as: the interval, of confidence 1 − 2β, lies inside ±δ₁ (two one-sided tests).
 *
 * What clipping does: the test is about μ, the mean of the *clipped* values, not about E[x]. For differences of exchangeable pairs
 * (correct code on shared seeds) the law is symmetric and μ = 0 for every B. Under a shift by δ₁ with standard deviation σ, μ falls
 * short of δ₁ by σ(φ(k) − k Φ(−k)), k = (B − δ₁)/σ: 0.08 σ at k = 1, 0.008 σ at k = 2. B must not depend on the values that are
 * tested: take the default, or `clipBound` of an independent pilot. Re-estimating a scale on the way is not offered, since each
 * bound has its own μ, and a first scale that is too small would clip a real effect into the tolerance and call it `holds`.
 * For the same reason `holds` is withheld while more than a tenth of the values is clipped: the noise is then too large for this
 * bound. That can only make `holds` rarer, so it costs no validity.
 *
 * Typical numbers of values (standard deviation 1, δ₀ = ½, δ₁ = 3/2): 12 until `holds` for mean 0; 75 until `refuted` for mean 3/2 at
 * α = 1e-6. Against bounded bets even a gross effect takes ln(2/α)/ln(2B/(B + δ₀)) values: 27 at α = 1e-6.
 *
 * @param options thresholds, bound and error rates
 * @returns the state before the first value; `.add(x)` returns the next one
 * @throws ConfigurationError `INVALID_THRESHOLD`, `INVALID_SIZE`, `INVALID_PROBABILITY`; from `add`: `OUT_OF_RANGE` for NaN
 *
 * @example
 * ```ts
 * let test = sequentialEquivalence({ tolerance: 0.03 });
 * while (test.verdict === 'undecided') test = test.add(test.n % 2 === 0 ? 0.01 : -0.02);
 * expect(test.verdict).toBe('holds');
 * expect(test.n).toBeLessThan(15);
 * expect(test.interval[1]).toBeLessThan(0.09);
 * ```
 *
 * Source: D. J. Schuirmann, J. Pharmacokin. Biopharm. 15, 1987 (two one-sided tests); I. Waudby-Smith and A. Ramdas, JRSS B 86, 2024
 * (betting); J. Ville, Étude critique de la notion de collectif, 1939 (validity at any stopping time).
 */
export function sequentialEquivalence(options: SequentialEquivalenceOptions): SequentialMeanTest {
  const {
    tolerance,
    detectable = 3 * tolerance,
    bound = 2 * detectable,
    alpha = 1e-6,
    beta = 0.01,
    maximalClippedShare = usualClippedShare,
  } = options;
  return twoThresholdTest({
    inner: tolerance,
    outer: detectable,
    bound,
    maximalClippedShare,
    outside: { verdict: 'refuted', alpha },
    inside: { verdict: 'holds', alpha: beta },
    intervalAlpha: 2 * beta,
  });
}
