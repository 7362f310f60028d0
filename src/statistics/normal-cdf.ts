import { regularisedIncompleteGamma } from './incomplete-gamma.ts';

/**
 * The standard normal distribution function.
 *
 *     Φ(x) = ½ Q(½, x²/2) for x ≤ 0,   Φ(−x) = 1 − Φ(x)
 *
 * @param x any number
 * @returns a probability; relative error below 1e-12 in the lower tail down to x = −37, where it underflows. For an upper tail ask
 *   for Φ(−x)
 *
 * @example
 * ```ts
 * expect(normalCdf(0)).toBe(0.5);
 * expect(normalCdf(-6) / 9.865876450376981e-10).toBeCloseTo(1, 12);
 * ```
 *
 * Source: DLMF 7.11.2.
 */
export function normalCdf(x: number): number {
  const tail = regularisedIncompleteGamma(0.5, (x * x) / 2).upper / 2;
  return x > 0 ? 1 - tail : tail;
}
