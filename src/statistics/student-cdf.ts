import { checkPositive } from './argument-checks.ts';
import { regularisedIncompleteBeta } from './incomplete-beta.ts';
import { normalCdf } from './normal-cdf.ts';

/**
 * Student's distribution function.
 *
 *     F(t) = ½ I_y(ν/2, ½), y = ν/(ν + t²), for t ≤ 0
 *
 * @param t any number
 * @param degreesOfFreedom ν above 0, not necessarily an integer; `Infinity` is the normal distribution
 * @returns a probability; relative error below 1e-11 in the lower tail, so a two-sided p-value is `2 * studentCdf(-Math.abs(t), ν)`
 * @throws ConfigurationError `INVALID_SIZE`
 *
 * @example
 * ```ts
 * expect(studentCdf(-1, 1)).toBeCloseTo(0.25, 14); // Cauchy
 * ```
 *
 * Source: DLMF 8.17.5; M. Abramowitz and I. A. Stegun, 26.7.1.
 */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Infinity) return normalCdf(t);
  checkPositive('degreesOfFreedom', degreesOfFreedom);
  const square = (t * t) / degreesOfFreedom;
  if (square === Infinity) return t > 0 ? 1 : 0;
  const tail = regularisedIncompleteBeta(1 / (1 + square), degreesOfFreedom / 2, 0.5, square / (1 + square)) / 2;
  return t > 0 ? 1 - tail : tail;
}
