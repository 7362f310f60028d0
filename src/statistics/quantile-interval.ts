import { checkProbability, checkSample } from './argument-checks.ts';
import { ascending } from './ascending.ts';
import { quantileSorted } from './descriptive.ts';
import { regularisedIncompleteBeta } from './incomplete-beta.ts';

/** A sample quantile with its distribution-free interval. */
export interface QuantileResult {
  /** Interpolated between order statistics. */
  readonly quantile: number;
  /** ±Infinity where the sample is too small for the confidence. */
  readonly interval: readonly [number, number];
}

/**
 * A quantile with an interval that is valid for every distribution: between two order statistics.
 *
 *     P(X₍ₗ₎ ≤ q ≤ X₍ᵤ₎) ≥ 1 − P(Bin(n, p) ≤ l − 1) − P(Bin(n, p) ≥ u),   each tail at most (1 − confidence)/2
 *
 * @param values independent, at least 1
 * @param probability p in (0, 1): 0.5 for the median
 * @param confidence in (0, 1); default 0.95
 * @returns quantile and interval
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const values = Array.from({ length: 9 }, (_, i) => i + 1);
 * expect(quantileInterval(values, 0.5)).toEqual({ quantile: 5, interval: [2, 8] });
 * ```
 *
 * Source: W. R. Thompson, Ann. Math. Stat. 7, 1936; H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed., section 7.1.
 */
export function quantileInterval(values: readonly number[], probability: number, confidence: number = 0.95): QuantileResult {
  checkSample('values', values, 1);
  checkProbability('probability', probability);
  checkProbability('confidence', confidence);
  const sorted = ascending(values);
  const tail = (1 - confidence) / 2;
  /** Order statistics that may be left out at one end: the largest k with P(Bin(n, share) ≤ k − 1) ≤ tail. */
  const leftOut = (share: number): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const k = Math.ceil((low + high) / 2);
      if (binomialCdf(k - 1, sorted.length, share) <= tail) low = k;
      else high = k - 1;
    }
    return low;
  };
  const [below, above] = [leftOut(probability), leftOut(1 - probability)];
  return {
    quantile: quantileSorted(sorted, probability),
    interval: [below === 0 ? -Infinity : sorted[below - 1], above === 0 ? Infinity : sorted[sorted.length - above]],
  };
}

/** P(Bin(n, p) ≤ k) = I₁₋ₚ(n − k, k + 1). */
function binomialCdf(k: number, n: number, p: number): number {
  return k >= n ? 1 : regularisedIncompleteBeta(1 - p, n - k, k + 1, p);
}
