import { checkProbability, checkSample } from './argument-checks.ts';
import { mean, sampleStandardDeviation } from './descriptive.ts';
import { studentQuantile } from './student-quantile.ts';

/**
 * The interval of a mean from independent values.
 *
 *     x̄ ± t s/√n,   t the quantile of Student's distribution with n − 1 degrees of freedom
 *
 * @param values independent, at least 2
 * @param confidence in (0, 1); default 0.95
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const [low, high] = studentInterval([1, 2, 3, 4, 5]);
 * expect(low).toBeCloseTo(1.036757, 6);
 * expect(high).toBeCloseTo(4.963243, 6);
 * ```
 *
 * Source: Student, Biometrika 6, 1908.
 */
export function studentInterval(values: readonly number[], confidence: number = 0.95): [number, number] {
  checkSample('values', values, 2);
  checkProbability('confidence', confidence);
  const centre = mean(values as number[]);
  const error = sampleStandardDeviation(values as number[]) / Math.sqrt(values.length);
  const reach = -studentQuantile((1 - confidence) / 2, values.length - 1) * error;
  return [centre - reach, centre + reach];
}
