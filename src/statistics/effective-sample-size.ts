import { log } from '../arithmetic/elementary.ts';
import { checkSample } from './argument-checks.ts';
import { checkChains, splitChains } from './chains.ts';
import { mean, sampleVariance } from './descriptive.ts';
import { rankNormalise } from './rank-normalise.ts';

/**
 * Effective sample size of several chains: how many independent draws would estimate the mean as well.
 *
 *     ESS = M N / τ,   τ = −1 + 2 Σₖ P̂ₖ,   P̂ₖ = ρ̂₂ₖ + ρ̂₂ₖ₊₁,   ρ̂ₜ = 1 − (W − mean of the chains' autocovariances at lag t)/v̂
 *
 * W is the mean variance within chains, v̂ = W (N − 1)/N + variance of the chain means: chains that disagree count for less. The sum
 * is Geyer's initial monotone sequence: while P̂ₖ > 0, each at most its predecessor.
 *
 * @param chains at least one, of equal length ≥ 4; draws in the order of time
 * @returns ESS, in (0, M N log₁₀(M N)]; M N for chains that never move
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `UNEQUAL_CHAINS`
 *
 * @example
 * ```ts
 * const alternating = Array.from({ length: 100 }, (_, t) => t % 2);
 * const slow = Array.from({ length: 100 }, (_, t) => Math.floor(t / 25) % 2);
 * expect(effectiveSampleSize([slow])).toBeLessThan(effectiveSampleSize([alternating]));
 * ```
 *
 * Source: A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and P.-C. Bürkner, Bayesian Analysis 16, 2021, section 3.2; C. J. Geyer,
 * Statistical Science 7, 1992.
 */
export function effectiveSampleSize(chains: readonly ArrayLike<number>[]): number {
  const length = checkChains(chains, 4);
  const total = chains.length * length;
  const means = chains.map((chain) => mean(Array.from(chain)));
  const deviations = chains.map((chain, m) => Float64Array.from(chain, (x) => x - means[m]));
  const autocovariance = (lag: number): number =>
    deviations.reduce((sum, d) => {
      let product = 0;
      for (let t = lag; t < length; t++) product += d[t] * d[t - lag];
      return sum + product / length;
    }, 0) / chains.length;

  const atZero = autocovariance(0);
  const within = (atZero * length) / (length - 1);
  const variance = atZero + (chains.length > 1 ? sampleVariance(means) : 0);
  if (!(variance > 0)) return total;
  const correlation = (lag: number): number => (lag === 0 ? 1 : 1 - (within - autocovariance(lag)) / variance);

  let tau = -1;
  let previous = Infinity;
  for (let lag = 0; lag + 1 < length; lag += 2) {
    const even = correlation(lag);
    const pair = even + correlation(lag + 1);
    if (!(pair > 0)) {
      // The even lag of the first pair left out still lowers the bias of antithetic chains.
      tau += Math.max(0, even);
      break;
    }
    previous = Math.min(previous, pair);
    tau += 2 * previous;
  }
  // A negative correlation may make chains better than independent ones, but not without limit.
  return total / Math.max(tau, Math.LN10 / log(total));
}

/**
 * Effective sample size for the bulk of a distribution: that of the rank-normalised halves of the chains.
 *
 * Finite for heavy tails, and it sees a drift within a chain. As a precondition, ask for at least 50 times the number of half chains.
 *
 * @param chains at least one, of equal length ≥ 8; draws in the order of time
 * @returns ESS of the bulk
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `UNEQUAL_CHAINS`
 *
 * @example
 * ```ts
 * const drifting = Array.from({ length: 200 }, (_, t) => t + (t % 3));
 * expect(bulkEffectiveSampleSize([drifting])).toBeLessThan(10);
 * ```
 *
 * Source: A. Vehtari et al., Bayesian Analysis 16, 2021, section 4.3 and equation 14.
 */
export function bulkEffectiveSampleSize(chains: readonly ArrayLike<number>[]): number {
  checkChains(chains, 8);
  return effectiveSampleSize(rankNormalise(splitChains(chains)));
}

/**
 * Integrated autocorrelation time of one series: how many steps count as one independent draw.
 *
 *     τ = 1 + 2 Σₜ ρₜ,   estimated as length / ESS
 *
 * @param series stationary, at least 4 values
 * @returns τ, in steps; below 1 for a series that alternates. The estimate is trustworthy when the series is longer than 50 τ
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`
 *
 * @example
 * ```ts
 * const blocks = Array.from({ length: 400 }, (_, t) => Math.floor(t / 10) % 2);
 * expect(integratedAutocorrelationTime(blocks)).toBeGreaterThan(2);
 * ```
 *
 * Source: C. J. Geyer, Statistical Science 7, 1992; A. Sokal, Monte Carlo methods in statistical mechanics, 1997 (the 50 τ).
 */
export function integratedAutocorrelationTime(series: ArrayLike<number>): number {
  checkSample('series', series, 4);
  return series.length / effectiveSampleSize([series]);
}
