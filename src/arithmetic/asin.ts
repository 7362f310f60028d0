import { cos, sin } from './sin.ts';

/**
 * The arc sine of x, the same bits on every machine.
 *
 * Newton's iteration on sin y = x, from the half-angle form where x is near ±1: asin x = ±(π/2 − 2 asin √((1 − |x|)/2)).
 *
 * @param x in [−1, 1]
 * @returns y in [−π/2, π/2] within 2 ulp; NaN outside the domain
 *
 * @example
 * ```ts
 * expect(asin(0.5)).toBeCloseTo(Math.PI / 6, 14);
 * expect(asin(2)).toBeNaN();
 * ```
 */
export function asin(x: number): number {
  if (!(Math.abs(x) <= 1)) return NaN;
  if (Math.abs(x) > 0.75) {
    const rest = Math.PI / 2 - 2 * asin(Math.sqrt((1 - Math.abs(x)) / 2));
    return x > 0 ? rest : -rest;
  }
  // The error of the cubic start is below 0.07, and each iteration squares it.
  let y = x + (x * x * x) / 6;
  for (let iteration = 0; iteration < 4; iteration++) y -= (sin(y) - x) / cos(y);
  return y;
}
