import { checkChains, splitChains } from './chains.ts';
import { mean, median, sampleVariance } from './descriptive.ts';
import { rankNormalise } from './rank-normalise.ts';

/**
 * Split-R̂: do chains from different starts, and the two halves of each, agree?
 *
 *     R̂ = √(v̂/W),   v̂ = W (N − 1)/N + B/N
 *
 * W is the mean variance within half chains of length N, B/N the variance of their means.
 *
 * @param chains at least one, of equal length ≥ 4, from starts on both sides of equilibrium; draws in the order of time
 * @returns R̂, about 1 when they agree; a run counts as mixed at R̂ ≤ 1.05. 1 for chains that are one and the same constant,
 *   Infinity for different constants
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `UNEQUAL_CHAINS`
 *
 * @example
 * ```ts
 * const a = Array.from({ length: 100 }, (_, t) => t % 7);
 * expect(splitRHat([a, a.map((x) => 6 - x)])).toBeLessThan(1.05);
 * expect(splitRHat([a, a.map((x) => x + 5)])).toBeGreaterThan(1.5);
 * ```
 *
 * Source: A. Gelman and D. B. Rubin, Statistical Science 7, 1992; split: A. Gelman et al., Bayesian Data Analysis, 3rd ed., 11.4.
 */
export function splitRHat(chains: readonly ArrayLike<number>[]): number {
  checkChains(chains, 4);
  return rHat(splitChains(chains));
}

/**
 * Rank-normalised split-R̂, which also sees chains that differ in spread and does not need a finite variance.
 *
 * The larger of R̂ of the rank-normalised draws and R̂ of their rank-normalised distances from the median.
 *
 * @param chains as for `splitRHat`
 * @returns R̂
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `UNEQUAL_CHAINS`
 *
 * @example
 * ```ts
 * const a = Array.from({ length: 100 }, (_, t) => (t % 7) - 3);
 * expect(splitRHat([a, a.map((x) => 5 * x)])).toBeLessThan(1.05);
 * expect(rankNormalisedSplitRHat([a, a.map((x) => 5 * x)])).toBeGreaterThan(1.2);
 * ```
 *
 * Source: A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and P.-C. Bürkner, Bayesian Analysis 16, 2021, section 4.1.
 */
export function rankNormalisedSplitRHat(chains: readonly ArrayLike<number>[]): number {
  checkChains(chains, 4);
  const halves = splitChains(chains);
  const centre = median(halves.flat());
  const folded = halves.map((half) => half.map((x) => Math.abs(x - centre)));
  return Math.max(rHat(rankNormalise(halves)), rHat(rankNormalise(folded)));
}

function rHat(halves: readonly (readonly number[])[]): number {
  const length = halves[0].length;
  const within = mean(halves.map((half) => sampleVariance(half)));
  const between = sampleVariance(halves.map((half) => mean(half)));
  if (within === 0) return between === 0 ? 1 : Infinity;
  return Math.sqrt((length - 1) / length + between / within);
}
