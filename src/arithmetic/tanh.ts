import { expm1 } from './expm1.ts';

/**
 * The hyperbolic tangent, the same bits on every machine.
 *
 * tanh x = (e^2x − 1) / (e^2x + 1).
 *
 * @param x any number
 * @returns tanh x, less than 2 units in the last place from the exact value; x itself at ±0, ±1 at ±Infinity, NaN at NaN
 *
 * @example
 * ```ts
 * expect(tanh(-0)).toBe(-0);
 * ```
 */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > 22) return x > 0 ? 1 : -1;
  if (magnitude < 1e-9 || x !== x) return x;
  // Each branch keeps t/(t + 2) or its complement away from cancellation.
  const t = expm1(magnitude >= 1 ? 2 * magnitude : -2 * magnitude);
  const value = magnitude >= 1 ? 1 - 2 / (t + 2) : -t / (t + 2);
  return x < 0 ? -value : value;
}
