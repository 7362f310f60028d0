import { checkCount, checkProbability } from './argument-checks.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * Wilson's score interval of a proportion.
 *
 *     (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n),   z the normal quantile
 *
 * @param successes k, an integer from 0 to n
 * @param trials n ≥ 1, independent
 * @param confidence in (0, 1)
 * @returns [low, high] within [0, 1]. The coverage is near the confidence on average, sometimes below it: for a plot. Where a
 *   verdict hangs on it, use `clopperPearson`
 * @throws ConfigurationError `INVALID_COUNT`, `INVALID_PROBABILITY`
 *
 * @example
 * ```ts
 * const [low, high] = wilson(45, 50, 0.95);
 * expect(low).toBeCloseTo(0.786, 3);
 * expect(high).toBeCloseTo(0.957, 3);
 * ```
 *
 * Source: E. B. Wilson, J. Amer. Stat. Assoc. 22, 1927.
 */
export function wilson(successes: number, trials: number, confidence: number): readonly [number, number] {
  checkCount('trials', trials, 1);
  checkCount('successes', successes, 0);
  checkCount('trials - successes', trials - successes, 0);
  checkProbability('confidence', confidence);
  const z = -normalQuantile((1 - confidence) / 2);
  const proportion = successes / trials;
  const shrink = (z * z) / trials;
  const centre = (proportion + shrink / 2) / (1 + shrink);
  const halfWidth = (z * Math.sqrt((proportion * (1 - proportion)) / trials + (shrink / trials) * 0.25)) / (1 + shrink);
  return [successes === 0 ? 0 : centre - halfWidth, successes === trials ? 1 : centre + halfWidth];
}
