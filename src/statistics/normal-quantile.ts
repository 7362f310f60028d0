import { exp, log } from '../arithmetic/elementary.ts';
import { checkProbability } from './argument-checks.ts';
import { normalCdf } from './normal-cdf.ts';

/**
 * The standard normal quantile Φ⁻¹.
 *
 * @param probability in (0, 1)
 * @returns x with Φ(x) = probability; error below 1e-13 |x| + 2e-16 in the lower tail down to 1e-300. For the upper tail ask for
 *   −Φ⁻¹(tail) rather than Φ⁻¹(1 − tail)
 * @throws ConfigurationError `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
 * expect(normalQuantile(0.025)).toBeCloseTo(-1.959963984540054, 13);
 * ```
 *
 * Source: M. Abramowitz and I. A. Stegun, 26.2.23 (three digits to start with), then Newton's iteration on ln Φ.
 */
export function normalQuantile(probability: number): number {
  checkProbability('probability', probability);
  const tail = Math.min(probability, 1 - probability);
  const logTail = log(tail);
  const t = Math.sqrt(-2 * logTail);
  let x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let iteration = 0; iteration < 4; iteration++) {
    const value = normalCdf(-x);
    x += ((log(value) - logTail) * value * Math.sqrt(2 * Math.PI)) / exp((-x * x) / 2);
  }
  return probability < 0.5 ? -x : x;
}
