import { checkCount, checkProbability, checkSample } from './argument-checks.ts';
import { ascending } from './ascending.ts';
import { mean, quantileSorted } from './descriptive.ts';
import { normalCdf } from './normal-cdf.ts';
import { normalQuantile } from './normal-quantile.ts';

/** What resampling draws from: any source of numbers uniform on [0, 1), such as a `Stream`. */
export interface UniformSource {
  uniform(): number;
}

/** Options of `bootstrap`. */
export interface BootstrapOptions {
  /** Draws n indices a resample. */
  readonly stream: UniformSource;
  /** Default 2000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
  /** `bca` corrects for bias and skewness; `percentile` takes the quantiles as they are. Default `bca`. */
  readonly method?: 'bca' | 'percentile';
}

/** Result of `bootstrap`. */
export interface BootstrapResult {
  /** The statistic of the values themselves. */
  readonly estimate: number;
  /** Standard deviation of the statistic over the resamples. */
  readonly standardError: number;
  readonly interval: readonly [number, number];
}

/**
 * Bootstrap interval of any statistic of independent values.
 *
 *     α₁,₂ = Φ(z₀ + (z₀ + z)/(1 − a (z₀ + z))),   z₀ = Φ⁻¹(share of resamples below the estimate),   a the jackknife skewness / 6
 *
 * For plots and for statistics without a formula; with fewer than some 20 values the coverage falls short, and no verdict rests on it.
 *
 * @param values at least 2, independent: one per replica
 * @param statistic a function of such a list
 * @param options stream, number of resamples, confidence, method
 * @returns estimate, standard error and interval. Where the correction is undefined (every resample on one side of the estimate, a
 *   constant jackknife) z₀ or a is taken as 0
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `INVALID_COUNT`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const values = [2.1, 2.4, 1.9, 2.8, 2.2, 2.5, 2.0, 2.3];
 * const { interval } = bootstrap(values, (sample) => Math.max(...sample), { stream: stream(1, 'bootstrap') });
 * expect(interval[1]).toBe(2.8);
 * ```
 *
 * Source: B. Efron, J. Amer. Stat. Assoc. 82, 1987; B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 14.
 */
export function bootstrap(
  values: readonly number[],
  statistic: (values: readonly number[]) => number,
  options: BootstrapOptions,
): BootstrapResult {
  const { stream, resamples = 2000, confidence = 0.95, method = 'bca' } = options;
  checkSample('values', values, 2);
  checkCount('resamples', resamples, 2);
  checkProbability('confidence', confidence);
  const estimate = statistic(values);
  const draws = Array.from({ length: resamples }, () =>
    statistic(values.map(() => values[Math.floor(stream.uniform() * values.length)])),
  );
  const centre = mean(draws);
  const standardError = Math.sqrt(draws.reduce((sum, x) => sum + (x - centre) * (x - centre), 0) / (resamples - 1));
  const sorted = ascending(draws);
  const tail = (1 - confidence) / 2;
  const levels = method === 'percentile' ? [tail, 1 - tail] : correctedLevels(values, statistic, estimate, sorted, tail);
  return { estimate, standardError, interval: [quantileSorted(sorted, levels[0]), quantileSorted(sorted, levels[1])] };
}

function correctedLevels(
  values: readonly number[],
  statistic: (values: readonly number[]) => number,
  estimate: number,
  sorted: readonly number[],
  tail: number,
): [number, number] {
  // Resamples that equal the estimate, frequent for a median, count half.
  const below = sorted.filter((x) => x < estimate).length + sorted.filter((x) => x === estimate).length / 2;
  const share = below / sorted.length;
  const bias = share > 0 && share < 1 ? normalQuantile(share) : 0;
  const jackknife = values.map((_, i) => statistic(values.filter((__, j) => j !== i)));
  const centre = mean(jackknife);
  let [squares, cubes] = [0, 0];
  for (const x of jackknife) {
    const d = centre - x;
    squares += d * d;
    cubes += d * d * d;
  }
  const acceleration = squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : 0;
  const level = (z: number): number => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  const z = normalQuantile(tail);
  return [level(z), level(-z)];
}
