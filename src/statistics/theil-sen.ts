import { checkPairs, checkProbability } from './argument-checks.ts';
import { ascending } from './ascending.ts';
import { median } from './descriptive.ts';
import { normalQuantile } from './normal-quantile.ts';
import type { SlopeResult } from './ordinary-least-squares.ts';

/**
 * Slope of a line by the Theil–Sen estimator: the median of the slopes of all pairs of points.
 *
 *     slope = median over i < j of (yⱼ − yᵢ)/(xⱼ − xᵢ),   intercept = median(y) − slope · median(x)
 *
 * Nearly three in ten points may be arbitrarily wrong. The interval takes the pair slopes whose ranks lie C/2 from the middle, C the
 * normal quantile times the standard deviation of Kendall's statistic, corrected for ties; it needs about ten points.
 *
 * @param x at least 2 values, not all the same; pairs with equal x are left out
 * @param y as many values
 * @param confidence of the interval; default 0.95
 * @returns slope, intercept, interval
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `UNEQUAL_SAMPLES`, `NO_VARIATION`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * expect(theilSen([0, 1, 2, 3, 4], [0, 2, 4, 6, 1000]).slope).toBe(2);
 * ```
 *
 * Source: H. Theil, Proc. Kon. Ned. Akad. Wetensch. A 53, 1950; P. K. Sen, J. Amer. Stat. Assoc. 63, 1968.
 */
export function theilSen(x: readonly number[], y: readonly number[], confidence: number = 0.95): SlopeResult {
  checkPairs(x, y, 2);
  checkProbability('confidence', confidence);
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) if (x[i] !== x[j]) slopes.push((y[j] - y[i]) / (x[j] - x[i]));
  }
  slopes.sort((a, b) => a - b);
  const slope = median(slopes);
  const ties = (values: readonly number[]): number =>
    runLengths(ascending(values)).reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  const n = x.length;
  const kendallVariance = (n * (n - 1) * (2 * n + 5) - ties(x) - ties(y)) / 18;
  const reach = -normalQuantile((1 - confidence) / 2) * Math.sqrt(kendallVariance);
  const upper = Math.min(slopes.length - 1, Math.round((slopes.length + reach) / 2));
  const lower = Math.max(0, Math.round((slopes.length - reach) / 2) - 1);
  return { slope, intercept: median([...y]) - slope * median([...x]), interval: [slopes[lower], slopes[upper]] };
}

/** Lengths of the runs of equal values in an ascending list. */
function runLengths(sorted: readonly number[]): number[] {
  const lengths: number[] = [];
  sorted.forEach((value, i) => {
    if (i > 0 && value === sorted[i - 1]) lengths[lengths.length - 1]++;
    else lengths.push(1);
  });
  return lengths;
}
