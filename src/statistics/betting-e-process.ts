import { sin } from '../arithmetic/elementary.ts';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';

/**
 * The fractions of the wealth that are staked: the Chebyshev nodes of the arcsine law on (0, 1), sin²((2k − 1) π / 64) for
 * k = 1 … 16. Equal weights on them are Gauss's quadrature of the Dirichlet(½, ½) mixture.
 */
export const BETTING_FRACTIONS: readonly number[] = Array.from({ length: 16 }, (_, k) => {
  const root = sin(((2 * k + 1) * Math.PI) / 64);
  return root * root;
});

/** Wealth is not paid out beyond this: a stopped wealth is still an e-value, and 1e300 refutes at any level. */
const WEALTH_LIMIT = 1e300;

/** The null hypothesis of a betting e-process; the values lie in [lower, upper], which is known beforehand. */
export interface BettingHypothesis {
  /** `at-most`: the mean is ≤ m. `at-least`: the mean is ≥ m. */
  readonly mean: 'at-most' | 'at-least';
  /** m, strictly between lower and upper. */
  readonly threshold: number;
  readonly lower: number;
  readonly upper: number;
}

/** A betting e-process after n values: plain data. */
export interface BettingEProcess {
  readonly hypothesis: BettingHypothesis;
  readonly n: number;
  /** The evidence against the hypothesis; its expectation is ≤ 1 at every stopping time if the hypothesis is true. */
  readonly eValue: number;
  /** Wealth of the bettor who stakes `BETTING_FRACTIONS[k]`, times 1/16. */
  readonly wealth: readonly number[];
}

/**
 * Begins a betting e-process for the mean of bounded values: a bettor's wealth in a game that is fair, or unfavourable, if the
 * hypothesis is true.
 *
 *     Eₙ = mean over f of ∏ᵢ (1 + f (zᵢ − 1)),   zᵢ = (xᵢ − lower)/(m − lower) against "mean ≤ m",
 *                                                zᵢ = (upper − xᵢ)/(upper − m) against "mean ≥ m"
 *
 * zᵢ ≥ 0 has conditional mean ≤ 1 under the hypothesis, so every product is a nonnegative supermartingale and so is their mean.
 * By Ville's inequality P(some Eₙ ≥ 1/α) ≤ α: look after every value, stop when you like. No variance, no normality; independence
 * is not needed either, only E[xᵢ | x₁ … xᵢ₋₁] on the hypothesis' side of m.
 *
 * The mixture over f is Cover and Ordentlich's universal portfolio of cash and z: its logarithm stays within ½ ln n + O(1) of the
 * best constant f in hindsight, with nothing to tune. It takes as few values as plug-in bets (aGRAPA) at their best truncation
 * (docs/calibration.md), but unlike theirs its wealth does not depend on the order of the values, so workers may finish in any
 * order; and it decreases in m, so inverting it gives an interval.
 *
 * @param hypothesis side, threshold m, and range
 * @returns the process before any value: e-value 1
 * @throws ConfigurationError `INVALID_THRESHOLD` when the threshold is not inside the range
 *
 * @example
 * ```ts
 * let process = bettingEProcess({ mean: 'at-most', threshold: 0.5, lower: 0, upper: 1 });
 * for (let i = 0; i < 20; i++) process = updateBettingEProcess(process, 0.9);
 * expect(process.n).toBe(20);
 * expect(process.eValue).toBeGreaterThan(10_000);
 * ```
 *
 * Source: I. Waudby-Smith and A. Ramdas, Estimating means of bounded random variables by betting, JRSS B 86, 2024 (the game);
 * T. M. Cover and E. Ordentlich, Universal portfolios with side information, IEEE Trans. Inf. Theory 42, 1996 (the mixture);
 * F. Orabona and K.-S. Jun, Tight concentrations and confidence sequences from the regret of universal portfolio, IEEE Trans. Inf.
 * Theory 70, 2024, and J. J. Ryu and A. Bhatt, arXiv 2207.12382 (the mixture in this game).
 */
export function bettingEProcess(hypothesis: BettingHypothesis): BettingEProcess {
  const { threshold, lower, upper } = hypothesis;
  if (!(lower < threshold && threshold < upper && upper - lower < Infinity)) {
    throw new ConfigurationError(
      'INVALID_THRESHOLD',
      `the threshold ${threshold} does not lie strictly inside the range [${lower}, ${upper}]`,
      'the range must contain every value, and the mean on either side of the threshold must be possible',
    );
  }
  return { hypothesis, n: 0, eValue: 1, wealth: BETTING_FRACTIONS.map(() => 1 / BETTING_FRACTIONS.length) };
}

/**
 * The e-process after one more value.
 *
 * @param process left as it is
 * @param x a value in [lower, upper]: clip beforehand, which makes the hypothesis one about the mean of the clipped values
 * @returns the process with n + 1 values
 * @throws ConfigurationError `OUT_OF_RANGE`, also for NaN
 */
export function updateBettingEProcess(process: BettingEProcess, x: number): BettingEProcess {
  const { mean, threshold, lower, upper } = process.hypothesis;
  if (!(x >= lower && x <= upper)) {
    throw new ConfigurationError(
      'OUT_OF_RANGE',
      `the value ${x} lies outside the range [${lower}, ${upper}] that the bets are covered for`,
      'clip the values to the range first; NaN means that a run diverged, which is decided on before any test',
    );
  }
  const origin = mean === 'at-most' ? lower : upper;
  const gain = (x - origin) / (threshold - origin) - 1;
  const wealth: number[] = [];
  let eValue = 0;
  // Simulations call this a hundred million times: no closure here.
  for (let k = 0; k < BETTING_FRACTIONS.length; k++) {
    const after = Math.min(WEALTH_LIMIT, process.wealth[k] * (1 + BETTING_FRACTIONS[k] * gain));
    wealth.push(after);
    eValue += after;
  }
  return { hypothesis: process.hypothesis, n: process.n + 1, eValue, wealth };
}
