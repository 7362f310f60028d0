import { scaleByPowerOfTwo } from './power-of-two.ts';

/** ln 2 = LN2_HIGH + LN2_LOW; the first part has 32 bits, so that its product with an exponent is exact. */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
export const LOG2_E = 1.4426950408889634;

/** Above this argument e^x overflows. */
export const EXP_OVERFLOW = 709.782712893384;
/** Below this argument e^x rounds to 0. */
const EXP_UNDERFLOW = -745.1332191019412;

/**
 * e^(r + c) − 1 for |r| ≤ ½ ln 2 and a correction |c| far below |r|: even and odd part side by side, because two short chains
 * of multiplications take half the time of a long one.
 */
export function expm1NearZero(r: number, c: number): number {
  const t = r * r;
  const even =
    0.5 +
    t *
      (0.04166666666666668 +
        t * (0.0013888888888879073 + t * (2.4801587336442236e-5 + t * (2.75572632790885e-7 + t * 2.0918137737642736e-9))));
  const odd =
    0.16666666666666666 +
    t *
      (0.008333333333333333 +
        t * (1.9841269841263298e-4 + t * (2.755731924721873e-6 + t * (2.505207109429355e-8 + t * 1.608662795678037e-10))));
  return r + (t * even + (r * t * odd + c));
}

/** e^(x + c), where c corrects x by less than its last place. */
export function expCorrected(x: number, c: number): number {
  if (x > EXP_OVERFLOW) return Infinity;
  if (x < EXP_UNDERFLOW) return 0;
  const k = Math.floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW - c;
  const r = high - low;
  return scaleByPowerOfTwo(1 + expm1NearZero(r, high - r - low), k);
}

/**
 * e^x, the same bits on every machine.
 *
 * x = k ln 2 + r with |r| ≤ ½ ln 2; e^x = 2^k (1 + (e^r − 1)).
 *
 * @param x any number
 * @returns e^x, less than 1 unit in the last place from the exact value; 1 at ±0, 0 at −Infinity, NaN at NaN
 *
 * @example
 * ```ts
 * expect(exp(0)).toBe(1);
 * ```
 */
export function exp(x: number): number {
  return x !== x ? x : expCorrected(x, 0);
}
