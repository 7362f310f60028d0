import { twoThresholdTest, usualClippedShare, type SequentialMeanTest } from './two-threshold-test.ts';

/** Options of `sequentialDifference`; thresholds and bound are in the unit of the values. */
export interface SequentialDifferenceOptions {
  /** δ > 0: the difference that must be there, |mean| ≥ δ. */
  readonly difference: number;
  /** A difference up to this one is never called present, up to β. At most δ, which is the default. */
  readonly negligible?: number;
  /** B > δ: values are clipped to ±B. Known before the first value. Default 2 δ. */
  readonly bound?: number;
  /** Probability of ever refuting a mean outside ±δ; default 1e-6. In a run of several tests: this test's share of the budget. */
  readonly alpha?: number;
  /** Probability of ever confirming a mean within ±negligible; default 0.01. */
  readonly beta?: number;
  /** `refuted` needs at most this share of clipped values; default 0.1. */
  readonly maximalClippedShare?: number;
}

/**
 * Sequential test that a mean is *not* near zero: the positive control of an equivalence test.
 *
 *     μ = E[clip(x, −B, B)];   holds   : (E[μ ≤ δₙ] + E[μ ≥ −δₙ])/2 ≥ 1/β      shown: |μ| > δₙ (negligible)
 *                              refuted : min(E[μ ≥ δ], E[μ ≤ −δ]) ≥ 1/α        shown: |μ| < δ
 *
 * The mirror image of `sequentialEquivalence`, with the same e-processes, clipping and validity: P(refuted) ≤ α if |μ| ≥ δ, and
 * P(holds) ≤ β if |μ| ≤ δₙ, at any stopping time. With δₙ = δ each verdict is a statement about δ itself and a mean near δ stays
 * undecided; a smaller δₙ decides sooner. Choose B > |μ|, else the difference that is there is clipped away.
 *
 * @param options thresholds, bound and error rates
 * @returns the state before the first value; `.add(x)` returns the next one
 * @throws ConfigurationError `INVALID_THRESHOLD`, `INVALID_SIZE`, `INVALID_PROBABILITY`; from `add`: `OUT_OF_RANGE` for NaN
 *
 * @example
 * ```ts
 * let test = sequentialDifference({ difference: 0.1, bound: 0.5 });
 * while (test.verdict === 'undecided') test = test.add(test.n % 2 === 0 ? 0.4 : 0.3);
 * expect(test.verdict).toBe('holds');
 * ```
 *
 * Source: as `sequentialEquivalence`.
 */
export function sequentialDifference(options: SequentialDifferenceOptions): SequentialMeanTest {
  const {
    difference,
    negligible = difference,
    bound = 2 * difference,
    alpha = 1e-6,
    beta = 0.01,
    maximalClippedShare = usualClippedShare,
  } = options;
  return twoThresholdTest({
    inner: negligible,
    outer: difference,
    bound,
    maximalClippedShare,
    outside: { verdict: 'holds', alpha: beta },
    inside: { verdict: 'refuted', alpha },
    intervalAlpha: 2 * beta,
  });
}
