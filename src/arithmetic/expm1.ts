import { EXP_OVERFLOW, LN2_HIGH, LN2_LOW, LOG2_E, exp, expm1NearZero } from './exp.ts';
import { powerOfTwo } from './power-of-two.ts';

/**
 * e^x − 1 without cancellation at small x, the same bits on every machine.
 *
 * @param x any number
 * @returns e^x − 1, less than 2 units in the last place from the exact value; x itself at ±0, −1 at −Infinity, NaN at NaN
 *
 * @example
 * ```ts
 * expect(expm1(1e-20)).toBe(1e-20);
 * ```
 */
export function expm1(x: number): number {
  if (x !== x || (x > -1e-17 && x < 1e-17)) return x;
  if (x < -40) return -1;
  // From here on 1 is less than half a unit in the last place.
  if (x > 40) return x > EXP_OVERFLOW ? Infinity : exp(x);
  const k = Math.floor(x * LOG2_E + 0.5);
  if (k === 0) return expm1NearZero(x, 0);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const tail = expm1NearZero(r, high - r - low);
  // 2^k (1 + tail) − 1, with the two ones joined first.
  return (tail + (1 - powerOfTwo(-k))) * powerOfTwo(k);
}
