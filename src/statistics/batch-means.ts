import { checkCount, checkProbability, checkSample } from './argument-checks.ts';
import { mean, sampleStandardDeviation } from './descriptive.ts';
import { studentQuantile } from './student-quantile.ts';

/** Result of `batchMeans`. */
export interface BatchMeansResult {
  readonly mean: number;
  readonly standardError: number;
  /** Of the mean, from Student's distribution with batches − 1 degrees of freedom. */
  readonly interval: readonly [number, number];
  /** Mean of every batch, in the order of time. */
  readonly batches: readonly number[];
  readonly batchLength: number;
}

/**
 * Mean of an autocorrelated series with a standard error, from the means of consecutive batches.
 *
 *     se = s(batch means) / √b
 *
 * Valid when a batch is long against the autocorrelation time (`integratedAutocorrelationTime`): ten times is a good start.
 *
 * @param series stationary, after burn-in; its first `length mod batches` values are left out
 * @param batches b ≥ 2; 20 to 30 are usual. Default 20
 * @param confidence of the interval; default 0.95
 * @returns mean, standard error, interval and the batch means
 * @throws ConfigurationError `INVALID_COUNT`, `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const result = batchMeans([1, 3, 2, 4, 1, 3], 3);
 * expect(result.batches).toEqual([2, 3, 2]);
 * expect(result.mean).toBeCloseTo(7 / 3, 14);
 * ```
 *
 * Source: B. Schmeiser, Operations Research 30, 1982; J. M. Flegal and G. L. Jones, Ann. Stat. 38, 2010.
 */
export function batchMeans(series: ArrayLike<number>, batches: number = 20, confidence: number = 0.95): BatchMeansResult {
  checkCount('batches', batches, 2);
  checkSample('series', series, batches);
  checkProbability('confidence', confidence);
  const batchLength = Math.floor(series.length / batches);
  const kept = Array.from(series).slice(series.length - batches * batchLength);
  const means = Array.from({ length: batches }, (_, k) => mean(kept.slice(k * batchLength, (k + 1) * batchLength)));
  const centre = mean(means);
  const standardError = sampleStandardDeviation(means) / Math.sqrt(batches);
  const halfWidth = -studentQuantile((1 - confidence) / 2, batches - 1) * standardError;
  return { mean: centre, standardError, interval: [centre - halfWidth, centre + halfWidth], batches: means, batchLength };
}
