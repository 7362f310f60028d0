import { linearRegression } from 'simple-statistics';
import { checkPairs, checkProbability } from './argument-checks.ts';
import { mean } from './descriptive.ts';
import { studentQuantile } from './student-quantile.ts';

/** A fitted line with an interval for its slope. */
export interface SlopeResult {
  readonly slope: number;
  readonly intercept: number;
  /** Of the slope, with the confidence asked for. */
  readonly interval: readonly [number, number];
}

/** A line fitted by least squares. */
export interface OrdinaryLeastSquaresResult extends SlopeResult {
  /** Of the slope. */
  readonly standardError: number;
  /** Standard deviation of the residuals, with n − 2 degrees of freedom. */
  readonly residualStandardDeviation: number;
}

/**
 * Slope of a line by ordinary least squares.
 *
 *     slope = Σ(x − x̄)(y − ȳ)/Σ(x − x̄)²,   se = √(Σ r²/(n − 2) / Σ(x − x̄)²)
 *
 * For a power law fit ln y against ln x. The interval presumes independent normal residuals of one variance: points of one
 * trajectory are not that. Slopes of independent replicas are, so test those.
 *
 * @param x at least 3 values, not all the same
 * @param y as many values
 * @param confidence of the interval; default 0.95
 * @returns slope, intercept, standard error, interval
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `UNEQUAL_SAMPLES`, `NO_VARIATION`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const { slope, interval } = ordinaryLeastSquares([0, 1, 2, 3], [1, 3.1, 4.9, 7]);
 * expect(slope).toBeCloseTo(1.98, 10);
 * expect(interval[0]).toBeLessThan(2);
 * ```
 *
 * Source: C. F. Gauss, Theoria combinationis, 1823; the interval: R. A. Fisher, J. Royal Stat. Soc. 85, 1922.
 */
export function ordinaryLeastSquares(
  x: readonly number[],
  y: readonly number[],
  confidence: number = 0.95,
): OrdinaryLeastSquaresResult {
  checkPairs(x, y, 3);
  checkProbability('confidence', confidence);
  const { m: slope, b: intercept } = linearRegression(x.map((value, i) => [value, y[i]]));
  const [centre, middle] = [mean(x), mean(y)];
  let spread = 0;
  let residuals = 0;
  x.forEach((value, i) => {
    const d = value - centre;
    const residual = y[i] - middle - slope * d;
    spread += d * d;
    residuals += residual * residual;
  });
  const residualStandardDeviation = Math.sqrt(residuals / (x.length - 2));
  const standardError = residualStandardDeviation / Math.sqrt(spread);
  const halfWidth = -studentQuantile((1 - confidence) / 2, x.length - 2) * standardError;
  return { slope, intercept, interval: [slope - halfWidth, slope + halfWidth], standardError, residualStandardDeviation };
}
