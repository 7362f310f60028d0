import { expm1 } from './expm1.ts';

/**
 * The hyperbolic tangent, the same bits on every machine.
 *
 * tanh x = 1 − 2/(e^2x + 1); a polynomial near 0.
 *
 * @param x any number
 * @returns tanh x, less than 1.5 units in the last place from the exact value; x itself at ±0, ±1 at ±Infinity, NaN at NaN
 *
 * @example
 * ```ts
 * expect(tanh(-0)).toBe(-0);
 * ```
 */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 1e-9) return x;
  if (magnitude < 0.5625) {
    const t = x * x;
    const w = t * t;
    const even =
      -0.3333333333333333 +
      w *
        (-0.05396825396820291 +
          w * (-0.008863235437120377 + w * (-0.0014558149436249654 + w * (-0.00023836459039376214 + w * -3.333062013997152e-5))));
    const odd =
      0.133333333333333 +
      w *
        (0.02186948853313033 +
          w * (0.003592126352822234 + w * (0.0005898788187502341 + w * (9.427778828319503e-5 + w * 7.634414185118713e-6))));
    return x + x * t * (even + t * odd);
  }
  if (x !== x) return x;
  const value = magnitude > 22 ? 1 : 1 - 2 / (expm1(2 * magnitude) + 2);
  return x < 0 ? -value : value;
}
