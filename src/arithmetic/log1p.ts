import { HIGH, float64, words } from './float64-bits.ts';
import { SQRT_HALF_WORD, logOfParts } from './log.ts';

/**
 * ln(1 + x) without cancellation at small x, the same bits on every machine.
 *
 * @param x any number
 * @returns ln(1 + x), less than 1 unit in the last place from the exact value; x itself at ±0, −Infinity at −1, NaN below −1
 *
 * @example
 * ```ts
 * expect(log1p(1e-20)).toBe(1e-20);
 * ```
 */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity || (x > -1e-17 && x < 1e-17)) return x;
  if (x > -0.2928 && x < 0.4142) return logOfParts(0, x, 0);
  const sum = 1 + x;
  const lost = x < 1 ? x - (sum - 1) : 1 - (sum - x);
  float64[0] = sum;
  const k = (words[HIGH] - SQRT_HALF_WORD) >> 20;
  words[HIGH] -= k << 20;
  return logOfParts(k, float64[0] - 1, lost / sum);
}
