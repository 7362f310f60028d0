import { exp, log } from '../arithmetic/elementary.ts';
import { checkPositive, checkProbability } from './argument-checks.ts';
import { regularisedIncompleteBeta } from './incomplete-beta.ts';
import { increasingRoot } from './increasing-root.ts';

/**
 * Quantile of the beta distribution.
 *
 * @param probability in (0, 1)
 * @param a above 0
 * @param b above 0
 * @returns x in (0, 1) with Iₓ(a, b) = probability; relative error below 1e-11 however near to 0 it is
 * @throws ConfigurationError `INVALID_PROBABILITY`, `INVALID_SIZE`
 *
 * @example
 * ```ts
 * expect(betaQuantile(0.3, 1, 1)).toBeCloseTo(0.3, 14); // uniform
 * ```
 *
 * Source: the distribution function, inverted in the logit of x and the logarithm of the smaller tail.
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  checkProbability('probability', probability);
  checkPositive('a', a);
  checkPositive('b', b);
  if (probability > 0.5) {
    const logit = logitOf(1 - probability, b, a);
    return 1 / (1 + exp(logit));
  }
  const logit = logitOf(probability, a, b);
  return 1 / (1 + exp(-logit));
}

function logitOf(tail: number, a: number, b: number): number {
  const target = log(tail);
  const f = (u: number): number => log(regularisedIncompleteBeta(1 / (1 + exp(-u)), a, b, 1 / (1 + exp(u)))) - target;
  return increasingRoot((u) => Math.max(f(u), -1e6), -700, 700);
}
