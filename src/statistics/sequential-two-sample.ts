import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkProbability } from './argument-checks.ts';
import { bettingEProcess, updateBettingEProcess, type BettingEProcess } from './betting-e-process.ts';
import { largestDistance } from './kolmogorov-smirnov.ts';

/** Options of `sequentialTwoSample`. */
export interface SequentialTwoSampleOptions {
  /** ε in [0, 1): laws with sup |F − G| ≤ ε are not refuted, up to α; default 0, equality. */
  readonly tolerance?: number;
  /** Probability of ever refuting such laws; default 1e-6. */
  readonly alpha?: number;
}

/** State of a sequential two-sample test. It never changes; `add` returns the next one. */
export interface SequentialTwoSample {
  /** Pairs so far. */
  readonly n: number;
  /** `refuted` once the e-value has reached 1/α. The test never says `holds`: that takes `distributionEquivalence`. */
  readonly verdict: 'refuted' | 'undecided';
  readonly decidedAt: number | undefined;
  /** Evidence now against sup |F − G| ≤ ε. */
  readonly eValue: number;
  /** 1/α. */
  readonly threshold: number;
  /** D of the values so far. */
  readonly statistic: number;
  /** The state after one more pair of independent draws. */
  add(x: number, y: number): SequentialTwoSample;
}

/**
 * Sequential Kolmogorov–Smirnov test by betting: are two whole distributions the same?
 *
 *     g = s (1{x ≤ u} − 1{y ≤ u}) ∈ {−1, 0, 1},   (u, s) from the pairs before: u maximises |F̂ − Ĝ|, s is its sign there
 *
 * The payoff g has conditional mean s(F(u) − G(u)) ≤ ε under the hypothesis, so the wealth of betting on it is an e-process: valid at
 * any stopping time, for continuous and discrete laws.
 *
 * @param options tolerance and α
 * @returns the state before the first pair
 * @throws ConfigurationError `INVALID_THRESHOLD`, `INVALID_PROBABILITY`; from `add`: `INVALID_VALUE` for NaN (infinite values are fine)
 *
 * @example
 * ```ts
 * let test = sequentialTwoSample({ alpha: 1e-3 });
 * for (let i = 0; i < 40; i++) test = test.add((i * 7) % 10, ((i * 3) % 10) + 8);
 * expect(test.verdict).toBe('refuted');
 * ```
 *
 * Source: S. Shekhar and A. Ramdas, Nonparametric two-sample testing by betting, IEEE Trans. Inf. Theory 70, 2024 (arXiv 2112.09162);
 * bets as in `bettingEProcess`.
 */
export function sequentialTwoSample(options: SequentialTwoSampleOptions = {}): SequentialTwoSample {
  const { tolerance = 0, alpha = 1e-6 } = options;
  checkProbability('alpha', alpha);
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new ConfigurationError('INVALID_THRESHOLD', `the tolerance is ${tolerance}, but must be a distance in [0, 1)`);
  }
  const threshold = 1 / alpha;

  function state(
    xs: readonly number[],
    ys: readonly number[],
    bets: BettingEProcess,
    decidedBefore: number | undefined,
  ): SequentialTwoSample {
    const n = xs.length;
    const { distance, location, sign } = largestDistance(xs, ys);
    const decidedAt = decidedBefore ?? (bets.eValue >= threshold ? n : undefined);
    return {
      n,
      verdict: decidedAt === undefined ? 'undecided' : 'refuted',
      decidedAt,
      eValue: bets.eValue,
      threshold,
      statistic: n === 0 ? 0 : distance / (n * n),
      add(x, y) {
        if (Number.isNaN(x) || Number.isNaN(y)) {
          throw new ConfigurationError('INVALID_VALUE', `received the pair (${x}, ${y}), but NaN has no place in an order`);
        }
        // Without a difference so far there is nothing to bet on, and the wealth stays as it is.
        const payoff = sign * (Number(x <= location) - Number(y <= location));
        return state(inserted(xs, x), inserted(ys, y), sign === 0 ? bets : updateBettingEProcess(bets, payoff), decidedAt);
      },
    };
  }
  return state([], [], bettingEProcess({ mean: 'at-most', threshold: tolerance, lower: -1, upper: 1 }), undefined);
}

/** A copy of an ascending list with one more value in its place. */
function inserted(sorted: readonly number[], value: number): number[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return [...sorted.slice(0, low), value, ...sorted.slice(low)];
}
