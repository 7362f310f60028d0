import { HIGH, float64, words } from './float64-bits.ts';
import { LN2_HIGH, LN2_LOW } from './exp.ts';

/** First word of √½: an argument is scaled by the power of two that brings it into [√½, √2). */
export const SQRT_HALF_WORD = 0x3fe6a09e;

/**
 * k ln 2 + ln(1 + f) + c for f in [√½ − 1, √2 − 1] and a small correction c.
 *
 * With s = f/(2 + f), ln(1 + f) = 2 artanh s = f − s (f − s² L(s²)); f²/2 is split off because it is known to more digits than
 * s·f (the arrangement of P. T. P. Tang, ACM TOMS 16, 1990, and of most libraries since).
 */
export function logOfParts(k: number, f: number, c: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const series =
    z * (0.666666666666667 + w * (0.28571428626031065 + w * (0.18182889786191042 + w * 0.14616721179861816))) +
    w * (0.3999999999989938 + w * (0.2222221112572281 + w * 0.15331699633543858));
  const half = 0.5 * f * f;
  return k * LN2_HIGH + (f - (half - (s * (half + series) + (k * LN2_LOW + c))));
}

/**
 * The natural logarithm, the same bits on every machine.
 *
 * @param x any number
 * @returns ln x, less than 1 unit in the last place from the exact value; −Infinity at ±0, NaN below 0 and at NaN
 *
 * @example
 * ```ts
 * expect(log(1)).toBe(0);
 * ```
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  float64[0] = x;
  if (words[HIGH] < 0x00100000) {
    // Subnormal: the exponent field counts only after a scaling.
    k = -54;
    float64[0] = x * 18014398509481984;
  }
  const shift = (words[HIGH] - SQRT_HALF_WORD) >> 20;
  words[HIGH] -= shift << 20;
  return logOfParts(k + shift, float64[0] - 1, 0);
}
