import { exp, log } from '../arithmetic/elementary.ts';
import { checkProbability, checkSample } from './argument-checks.ts';
import { sampleStandardDeviation } from './descriptive.ts';
import { regularisedIncompleteGamma } from './incomplete-gamma.ts';
import { increasingRoot } from './increasing-root.ts';

/**
 * Upper confidence bound on the standard deviation of a normal population.
 *
 *     σ ≤ s √((n − 1) / χ²_(1−c, n−1)) with confidence c
 *
 * @param values at least 2 independent values, of a pilot that no later test uses again
 * @param confidence c in (0, 1); a test that relies on the bound errs whenever the bound does, so 1 − c adds to its error rate
 * @returns the bound, in the unit of the values
 *
 * Caveat: it is exact for normal values only; heavy tails make it too small.
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const bound = standardDeviationBound([1, 2, 3, 4, 5], 0.95);
 * expect(bound).toBeCloseTo(3.751, 3); // the standard deviation itself is 1.58
 * ```
 *
 * Source: any text on the χ² interval, for example NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.3.1.
 */
export function standardDeviationBound(values: readonly number[], confidence: number): number {
  checkSample('values', values, 2);
  checkProbability('confidence', confidence);
  const degreesOfFreedom = values.length - 1;
  const target = log(1 - confidence);
  const logHalfChiSquare = increasingRoot(
    (u) => log(regularisedIncompleteGamma(degreesOfFreedom / 2, exp(u)).lower) - target,
    -200,
    log(degreesOfFreedom + 100),
  );
  return sampleStandardDeviation(values) * Math.sqrt(degreesOfFreedom / (2 * exp(logHalfChiSquare)));
}
