import { powerOfTwo } from './power-of-two.ts';

/** What the last call of `reduceAngle` left: the rest r and a correction of it. */
export const rest: Float64Array = new Float64Array(2);

// π/2 in three parts; the first two have 33 bits, so that their products with a quotient below 2^20 are exact.
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;
const EXACT_BELOW = 1_647_000;

/**
 * Writes x = q·π/2 + r, |r| ≤ π/4, into `rest`, for finite x, and returns q mod 4.
 *
 * Cody and Waite's subtraction in parts; a huge x, or one so close to a multiple of π/2 that these parts do not suffice, is
 * reduced exactly with integers, slowly but seldom.
 */
export function reduceAngle(x: number): number {
  if (x > -EXACT_BELOW && x < EXACT_BELOW) {
    const q = Math.floor(x * TWO_OVER_PI + 0.5);
    const high = x - q * HALF_PI_1;
    const low = q * HALF_PI_2;
    const difference = high - low;
    const tail = q * HALF_PI_3 - (high - difference - low);
    const r = difference - tail;
    if (r > 1e-6 || r < -1e-6) {
      rest[0] = r;
      rest[1] = difference - r - tail;
      return q & 3;
    }
  }
  return reduceExactly(x);
}

/** Bits after the binary point: 1024 of a quotient, 53 of the result, and 64 because r may be as small as 2^−62. */
const FRACTION = 1200n;
const KEPT = 1000;
let halfPi = 0n;

/** artan(1/n) = Σ (−1)^i / ((2i + 1) n^(2i + 1)), times `one`. */
function arctangentOfInverse(n: bigint, one: bigint): bigint {
  let power = one / n;
  let sum = 0n;
  for (let i = 1n; power !== 0n; i += 4n) {
    sum += power / i;
    power /= n * n;
    sum -= power / (i + 2n);
    power /= n * n;
  }
  return sum;
}

function reduceExactly(x: number): number {
  if (halfPi === 0n) {
    // Machin: π/4 = 4 artan(1/5) − artan(1/239).
    const one = 1n << (FRACTION + 64n);
    halfPi = (8n * arctangentOfInverse(5n, one) - 2n * arctangentOfInverse(239n, one)) >> 64n;
  }
  // |x| = significand·2^exponent with an integer significand.
  let significand = Math.abs(x);
  let exponent = 0n;
  while (significand !== Math.floor(significand)) {
    significand *= 2;
    exponent--;
  }
  const fixed = BigInt(significand) << (FRACTION + exponent);
  const q = (2n * fixed + halfPi) / (2n * halfPi);
  const r = (fixed - q * halfPi) >> (FRACTION - BigInt(KEPT));
  const unit = x < 0 ? -powerOfTwo(-KEPT) : powerOfTwo(-KEPT);
  const leading = Number(r);
  rest[0] = unit * leading;
  rest[1] = unit * Number(r - BigInt(leading));
  return Number(x < 0 ? -q & 3n : q & 3n);
}
