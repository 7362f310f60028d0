import { reduceAngle, rest } from './angle.ts';

const QUARTER_PI = 0.7853981633974483;

/** sin(r + c) for |r| ≤ π/4 and a small correction c. */
function sineNearZero(r: number, c: number): number {
  const t = r * r;
  const series =
    -0.16666666666666666 +
    t *
      (0.008333333333330946 +
        t * (-1.984126983675497e-4 + t * (2.755731610068303e-6 + t * (-2.5051131455427946e-8 + t * 1.591810123027412e-10))));
  return r + (r * t * series + c * (1 - 0.5 * t));
}

/** cos(r + c) for |r| ≤ π/4 and a small correction c. */
function cosineNearZero(r: number, c: number): number {
  const t = r * r;
  const series =
    0.041666666666666664 +
    t *
      (-0.0013888888888887395 +
        t * (2.4801587298763433e-5 + t * (-2.7557317270560326e-7 + t * (2.0876146024689747e-9 + t * -1.1382614868556325e-11))));
  const half = 0.5 * t;
  const leading = 1 - half;
  return leading + (1 - leading - half + (t * t * series - r * c));
}

function sineOfQuadrant(quadrant: number): number {
  const value = (quadrant & 1) === 0 ? sineNearZero(rest[0], rest[1]) : cosineNearZero(rest[0], rest[1]);
  return (quadrant & 2) === 0 ? value : -value;
}

/**
 * The sine, the same bits on every machine.
 *
 * @param x radians, any number; above 1.6 million the reduction to the first quadrant is exact still, but a hundred times slower
 * @returns sin x, less than 1 unit in the last place from the exact value; x itself at ±0, NaN at ±Infinity and NaN
 *
 * @example
 * ```ts
 * expect(sin(0)).toBe(0);
 * ```
 */
export function sin(x: number): number {
  if (x > -QUARTER_PI && x < QUARTER_PI) return x > -1e-9 && x < 1e-9 ? x : sineNearZero(x, 0);
  if (x - x !== 0) return NaN;
  return sineOfQuadrant(reduceAngle(x));
}

/**
 * The cosine, the same bits on every machine.
 *
 * @param x radians, any number; above 1.6 million the reduction to the first quadrant is exact still, but a hundred times slower
 * @returns cos x, less than 1 unit in the last place from the exact value; NaN at ±Infinity and NaN
 *
 * @example
 * ```ts
 * expect(cos(0)).toBe(1);
 * ```
 */
export function cos(x: number): number {
  if (x > -QUARTER_PI && x < QUARTER_PI) return cosineNearZero(x, 0);
  if (x - x !== 0) return NaN;
  return sineOfQuadrant(reduceAngle(x) + 1);
}
