import { exp, log } from '../arithmetic/elementary.ts';
import { checkProbability } from './argument-checks.ts';
import { increasingRoot } from './increasing-root.ts';
import { normalQuantile } from './normal-quantile.ts';
import { studentCdf } from './student-cdf.ts';

/**
 * Quantile of Student's distribution.
 *
 * @param probability in (0, 1); below ½ it keeps its relative accuracy, so ask for `-studentQuantile(tail, ν)` in the upper tail
 * @param degreesOfFreedom ν ≥ 1, not necessarily an integer; `Infinity` is the normal distribution
 * @returns t with F(t) = probability; relative error below 1e-11 for tails down to 1e-100
 * @throws ConfigurationError `INVALID_PROBABILITY`, `INVALID_SIZE`
 *
 * @example
 * ```ts
 * expect(studentQuantile(0.025, 10)).toBeCloseTo(-2.228138851986274, 12);
 * ```
 *
 * Source: the distribution function, inverted in ln t and ln F, where it is nearly linear far out.
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  checkProbability('probability', probability);
  if (degreesOfFreedom === Infinity) return normalQuantile(probability);
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  const logTail = log(tail);
  const logT = increasingRoot((u) => logTail - log(studentCdf(-exp(u), degreesOfFreedom)), -80, 350);
  return probability < 0.5 ? -exp(logT) : exp(logT);
}
