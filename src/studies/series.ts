import { exp, log } from '../arithmetic/elementary.ts';
import type { FigureSeries } from '../records/figure.ts';
import type { Estimate } from './estimate.ts';

/**
 * Points with their intervals.
 *
 * @example
 * ```ts
 * const rates = spread(0.01, 1, 3);
 * const { points } = measured('SGD', rates, rates.map((rate) => exactly(2 * rate)));
 * expect(points[2]).toEqual({ x: 1, y: 2, low: 2, high: 2 });
 * expect(theory('2ηλ', evenly(0, 1, 3), (x) => 2 * x).points).toHaveLength(101);
 * ```
 */
export function measured(name: string, xs: readonly number[], estimates: readonly Estimate[]): FigureSeries {
  const points = estimates.map(({ value, interval: [low, high] }, i) => ({ x: xs[i], y: value, low, high }));
  return { name, kind: 'measured', points };
}

/** A line of theory through f at so many points between the ends of xs, evenly spaced or by equal ratios. */
export function theory(
  name: string,
  xs: readonly number[],
  f: (x: number) => number,
  spacing: 'linear' | 'logarithmic' = 'linear',
): FigureSeries {
  const grid =
    spacing === 'linear' ? evenly(Math.min(...xs), Math.max(...xs), 101) : spread(Math.min(...xs), Math.max(...xs), 61);
  return { name, kind: 'theory', points: grid.map((x) => ({ x, y: f(x) })) };
}

/** n numbers from first to last, evenly. */
export function evenly(first: number, last: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => first + ((last - first) * i) / (n - 1));
}

/** n numbers from first to last, each the same multiple of the one before. */
export function spread(first: number, last: number, n: number): number[] {
  return evenly(log(first), log(last), n).map((x, i) => (i === 0 ? first : i === n - 1 ? last : exp(x)));
}
