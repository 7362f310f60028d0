import { LN2_HIGH, LN2_LOW, expCorrected } from './exp.ts';
import { HIGH, float64, words } from './float64-bits.ts';
import { SQRT_HALF_WORD } from './log.ts';

// y ln x reaches 745 and must be known to 2⁻⁵⁵ or so: the logarithm is carried as an unevaluated sum of two float64, with the
// error-free products of T. J. Dekker, Numer. Math. 18, 1971.

/** 2²⁷ + 1 splits a significand into halves whose products are exact. */
const SPLITTER = 134217729;
const THIRD_LOW = 1.850371707708594e-17;

/** The rounding error a·b − p of p = fl(a·b). */
function productError(a: number, b: number, p: number): number {
  const aScaled = SPLITTER * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = SPLITTER * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** x^y for finite x > 0, x ≠ 1, and finite y ≠ 0. */
function positivePower(x: number, y: number): number {
  let k = 0;
  float64[0] = x;
  if (words[HIGH] < 0x00100000) {
    k = -54;
    float64[0] = x * 18014398509481984;
  }
  const shift = (words[HIGH] - SQRT_HALF_WORD) >> 20;
  words[HIGH] -= shift << 20;
  k += shift;
  const m = float64[0];

  // s = (m − 1)/(m + 1) as s + sLow.
  const f = m - 1;
  const d = m + 1;
  const dLow = m > 1 ? 1 - (d - m) : m - (d - 1);
  const s = f / d;
  const p = s * d;
  const sLow = (f - p - productError(s, d, p) - s * dLow) / d;

  // artanh s = s + s·w with w = z (1/3 + z M(z)), z = s².
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const tail =
    z *
    (0.2 +
      z *
        (0.14285714285714685 +
          z *
            (0.1111111111082777 +
              z *
                (0.0909090916773562 +
                  z *
                    (0.07692297477068973 + z * (0.06667402574805938 + z * (0.05853112067730471 + z * 0.058616531170404246)))))));
  const third = 0.3333333333333333 + tail;
  const thirdLow = 0.3333333333333333 - third + tail + THIRD_LOW;
  const w = z * third;
  const wLow = productError(z, third, w) + (z * thirdLow + zLow * third);
  const sw = s * w;
  const swLow = productError(s, w, sw) + (s * wLow + sLow * w);
  const a = s + sw;
  const aLow = s - a + sw + (sLow + swLow);

  // ln x = k ln 2 + 2 artanh s.
  const kHigh = k * LN2_HIGH;
  const ln = kHigh + 2 * a;
  const lnLow = kHigh - ln + 2 * a + (k * LN2_LOW + 2 * aLow);

  const exponent = y * ln;
  if (!(exponent < 710)) return Infinity;
  if (exponent < -746) return 0;
  return expCorrected(exponent, productError(y, ln, exponent) + y * lnLow);
}

/**
 * x^y, the same bits on every machine.
 *
 * x^y = e^(y ln x), with the logarithm to 10 bits more than a float64 has; a power that is a float64 is found exactly.
 *
 * @param x the base, any number
 * @param y the exponent, any number
 * @returns x^y, less than 1 unit in the last place from the exact value where it is not subnormal; at the special values what
 *   `Math.pow` of ECMAScript returns (1 at y = ±0, NaN at x = ±1 with y = ±Infinity, NaN at x < 0 with y no integer)
 *
 * @example
 * ```ts
 * expect(pow(3, 5)).toBe(243);
 * ```
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const magnitude = Math.abs(x);
  // A float64 of 2⁵³ or more is even.
  const odd = Math.abs(y) < 9007199254740992 && Math.abs(y % 2) === 1;
  const negative = odd && (x < 0 || Object.is(x, -0));
  if (y === Infinity || y === -Infinity) {
    if (magnitude === 1) return NaN;
    return magnitude > 1 === y > 0 ? Infinity : 0;
  }
  let power;
  if (magnitude === 0 || magnitude === Infinity) power = (magnitude === 0) === y > 0 ? 0 : Infinity;
  else if (magnitude === 1) power = 1;
  else power = positivePower(magnitude, y);
  if (x < 0 && x !== -Infinity && y !== Math.floor(y)) return NaN;
  return negative ? -power : power;
}
