import { mean, median } from '../statistics/descriptive.ts';
import { quantileInterval } from '../statistics/quantile-interval.ts';
import { studentInterval } from '../statistics/student-interval.ts';

/** One minus the confidence of every interval that a verdict of a study rests on. */
const LEVEL = 1e-4;

/** A measured number with its interval. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number];
  /** Independent replicas behind it. */
  readonly trials: number;
}

/**
 * The mean of independent values, one a replica, with Student's interval of confidence 1 − 10⁻⁴.
 *
 * @param values at least two; where one is not finite, neither is the estimate
 *
 * @example
 * ```ts
 * const { value, interval } = through(meanOf([1.9, 2, 2.1, 2]), (x) => 10 * x);
 * expect(value).toBeCloseTo(20, 12);
 * expect(interval[0]).toBeGreaterThan(medianOf([1, 2, 3]).interval[0]); // three values do not bound a median
 * expect(exactly(3).interval).toEqual([3, 3]);
 * ```
 */
export function meanOf(values: readonly number[]): Estimate {
  if (!values.every(Number.isFinite)) return { value: NaN, interval: [-Infinity, Infinity], trials: values.length };
  return { value: mean(values as number[]), interval: studentInterval(values, 1 - LEVEL), trials: values.length };
}

/** The median of independent values, with the interval between order statistics; infinities are values like others. */
export function medianOf(values: readonly number[]): Estimate {
  const { interval } = quantileInterval(values, 0.5, 1 - LEVEL);
  return { value: median(values as number[]), interval, trials: values.length };
}

/** A number without randomness. */
export function exactly(value: number): Estimate {
  return { value, interval: [value, value], trials: 1 };
}

/** The estimate of f of what was estimated; f is monotone. */
export function through({ value, interval, trials }: Estimate, f: (value: number) => number): Estimate {
  const ends = interval.map(f);
  return { value: f(value), interval: [Math.min(...ends), Math.max(...ends)], trials };
}
