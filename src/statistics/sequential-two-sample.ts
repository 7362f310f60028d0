import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkCount, checkProbability } from './argument-checks.ts';
import { bettingEProcess, updateBettingEProcess, type BettingEProcess } from './betting-e-process.ts';
import { normalQuantile } from './normal-quantile.ts';
import { shiftedDistance } from './shifted-distance.ts';
import { smallestCount } from './smallest-count.ts';

/** Options of `sequentialTwoSample`. */
export interface SequentialTwoSampleOptions {
  /** ε in [0, 1): laws with sup |F − G| ≤ ε are not refuted, up to α; default 0, equality. */
  readonly tolerance?: number;
  /** s ≥ 0: laws that differ by a shift up to this one are not refuted either, in the unit of the values; default 0. */
  readonly shift?: number;
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
  /** Evidence now against the hypothesis. */
  readonly eValue: number;
  /** 1/α. */
  readonly threshold: number;
  /** The distance D of the values so far. */
  readonly statistic: number;
  /** The state after one more pair: x and y may depend on each other, pairs may not. */
  add(x: number, y: number): SequentialTwoSample;
}

/**
 * Sequential Kolmogorov–Smirnov test by betting: are two whole distributions the same, but for a small shift?
 *
 *     H: F(u) ≤ G(u + s) + ε and G(u) ≤ F(u + s) + ε for all u;   g = 1{low ≤ u} − 1{high ≤ u + s} ∈ {−1, 0, 1}
 *
 * Which of x and y is bet to be the low one, and at which u, is chosen by the pairs before: where the distance is largest
 * (`shiftedDistance`). The payoff g has conditional mean at most ε under the hypothesis, so the wealth of betting on it is an
 * e-process: valid at any stopping time, for continuous and discrete laws, and whether or not x and y of a pair depend on each other.
 *
 * @param options tolerance, shift and α
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
  const { tolerance = 0, shift = 0, alpha = 1e-6 } = options;
  checkProbability('alpha', alpha);
  if (!(shift >= 0 && shift < Infinity)) {
    throw new ConfigurationError('INVALID_THRESHOLD', `the shift is ${shift}, but must be a finite number of at least 0`);
  }
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
    const { distance, location, sign } = shiftedDistance(xs, ys, shift);
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
        const [low, high] = sign > 0 ? [x, y] : [y, x];
        const payoff = Number(low <= location) - Number(high <= location + shift);
        return state(inserted(xs, x), inserted(ys, y), sign === 0 ? bets : updateBettingEProcess(bets, payoff), decidedAt);
      },
    };
  }
  return state([], [], bettingEProcess({ mean: 'at-most', threshold: tolerance, lower: -1, upper: 1 }), undefined);
}

/**
 * Number of pairs that `sequentialTwoSample` needs for laws a given distance apart.
 *
 * Computed for the point u where the laws differ most and F(u) + G(u) = 1, as it is for a shift of symmetric laws: then g is 1 with
 * probability (1 + D)²/4 and −1 with (1 − D)²/4, the largest variance for this D. That u has to be found first costs some pairs more.
 *
 * @param distance D = sup |F − G|, in (0, 1]
 * @param options those of the test
 * @param power probability with which the test has refuted by then; default 0.95
 * @returns number of pairs; Infinity beyond 10 000 and for distances within the tolerance
 * @throws ConfigurationError as `sequentialTwoSample`; `INVALID_THRESHOLD` for a distance outside (0, 1]
 *
 * @example
 * ```ts
 * expect(sequentialTwoSampleSize(1, { alpha: 1e-3 })).toBeLessThan(14);
 * expect(sequentialTwoSampleSize(0.2)).toBeGreaterThan(500);
 * ```
 *
 * Source: the growth rate of S. Shekhar and A. Ramdas, IEEE Trans. Inf. Theory 70, 2024, for known witness.
 */
export function sequentialTwoSampleSize(
  distance: number,
  options: SequentialTwoSampleOptions = {},
  power: number = 0.95,
): number {
  checkDistance(distance);
  checkProbability('power', power);
  return smallestCount((n) => refutes(n, distance, options, power), 10_000);
}

/**
 * Smallest distance of two laws that `sequentialTwoSample` refutes within n pairs.
 *
 * @param n pairs allowed, at least 1
 * @param options those of the test
 * @param power probability of the refutation; default 0.95
 * @returns the distance, to 0.001; Infinity if not even disjoint laws can be told apart with so few pairs
 * @throws ConfigurationError `INVALID_COUNT`, and as `sequentialTwoSample`
 *
 * @example
 * ```ts
 * expect(sequentialTwoSampleDetectableDistance(1000)).toBeLessThan(0.25);
 * ```
 *
 * Source: as `sequentialTwoSampleSize`.
 */
export function sequentialTwoSampleDetectableDistance(
  n: number,
  options: SequentialTwoSampleOptions = {},
  power: number = 0.95,
): number {
  checkCount('n', n, 1);
  checkProbability('power', power);
  if (!refutes(n, 1, options, power)) return Infinity;
  let [low, high] = [0, 1];
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    if (refutes(n, middle, options, power)) high = middle;
    else low = middle;
  }
  return high;
}

/** Do as many won bets among n as the power allows for refute? */
function refutes(n: number, distance: number, options: SequentialTwoSampleOptions, power: number): boolean {
  const { tolerance = 0 } = options;
  const { threshold } = sequentialTwoSample(options);
  const square = distance * distance;
  const decided = Math.round((n * (1 + square)) / 2);
  const sum = n * distance + normalQuantile(1 - power) * Math.sqrt((n * (1 - square)) / 2);
  const won = Math.min(decided, Math.floor((decided + sum) / 2));
  let bets = bettingEProcess({ mean: 'at-most', threshold: tolerance, lower: -1, upper: 1 });
  for (let i = 0; i < n; i++) bets = updateBettingEProcess(bets, i < won ? 1 : i < decided ? -1 : 0);
  return bets.eValue >= threshold;
}

function checkDistance(distance: number): void {
  if (distance > 0 && distance <= 1) return;
  throw new ConfigurationError('INVALID_THRESHOLD', `the distance is ${distance}, but must lie in (0, 1]`);
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
