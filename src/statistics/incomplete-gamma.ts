import { exp, log, log1p } from '../arithmetic/elementary.ts';
import { continuedFraction } from './continued-fraction.ts';
import { stirlingCorrection } from './stirling-correction.ts';

/**
 * Both tails of the gamma distribution with shape a and scale 1.
 *
 *     P(a, x) = 1/Γ(a) ∫₀ˣ s^(a−1) e^(−s) ds,   Q = 1 − P
 *
 * @param a shape, above 0
 * @param x at least 0
 * @returns `{ lower: P, upper: Q }`; relative error below 1e-12 for a ≤ 1e4 in whichever is the smaller
 *
 * @example
 * ```ts
 * expect(regularisedIncompleteGamma(1, 50).upper / Math.exp(-50)).toBeCloseTo(1, 12);
 * ```
 *
 * Source: DLMF 8.7.1 (series, below a + 1), 8.9.2 (continued fraction, above).
 */
export function regularisedIncompleteGamma(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (!(x > 0)) return x === 0 ? { lower: 0, upper: 1 } : { lower: NaN, upper: NaN };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const excess = (x - a) / a;
  const deviation = Math.abs(excess) < 0.5 ? log1p(excess) - excess : log(x / a) - excess;
  const density = Math.sqrt(a / (2 * Math.PI)) * exp(a * deviation - stirlingCorrection(a));
  if (x < a + 1) {
    let term = 1;
    let sum = 1;
    for (let k = 1; term > sum * Number.EPSILON; k++) {
      term *= x / (a + k);
      sum += term;
    }
    const lower = (density * sum) / a;
    return { lower, upper: 1 - lower };
  }
  // Q = density / (x + 1 − a − 1·(1 − a)/(x + 3 − a − …)); the leading denominator is divided out to begin with 1.
  const lead = x + 1 - a;
  const fraction = continuedFraction(
    (k) => (-k * (k - a)) / (k === 1 ? lead : 1),
    (k) => x + 2 * k + 1 - a,
  );
  const upper = density / (lead * fraction);
  return { lower: 1 - upper, upper };
}
