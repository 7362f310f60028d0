import { exp } from '../arithmetic/elementary.ts';
import { checkSample } from './argument-checks.ts';
import { ascending } from './ascending.ts';

/** Result of the two-sample Kolmogorov–Smirnov test. */
export interface KolmogorovSmirnovResult {
  /** D = sup |F̂ − Ĝ|. */
  readonly statistic: number;
  /** Where it is attained: D = |F̂(location) − Ĝ(location)|. */
  readonly location: number;
  readonly pValue: number;
  /** `exact`: all orderings counted. `dkw`: an upper bound for large samples. */
  readonly method: 'exact' | 'dkw';
}

/** Largest number of lattice points that are counted. */
const EXACT_LIMIT = 10_000_000;

/**
 * Two-sample Kolmogorov–Smirnov test of equal distributions.
 *
 *     D = sup_u |F̂ₙ(u) − Ĝₘ(u)|;   p = P(D ≥ d) over all equally likely orderings of n + m values
 *
 * The p-value is that of the lattice path from (0, 0) to (n, m) leaving |i/n − j/m| < d, summed over the first exits; it adds
 * positive terms only, so it is accurate however small it is. Above n·m = 10⁷ the bound 4 exp(−2 d² / (1/√n + 1/√m)²) is given.
 *
 * @param x at least 1 value; values are independent, so one per replica and never successive points of one trajectory
 * @param y at least 1 value
 * @returns statistic, its location, p-value and how it was found. With ties p is too large rather than too small
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`
 *
 * @example
 * ```ts
 * const { statistic, pValue } = kolmogorovSmirnov([1, 2, 3], [4, 5, 6]);
 * expect(statistic).toBe(1);
 * expect(pValue).toBeCloseTo(2 / 20, 14); // 2 of the 20 orderings separate the samples
 * ```
 *
 * Source: J. L. Hodges, The significance probability of the Smirnov two-sample test, Arkiv för Matematik 3, 1958; the bound:
 * P. Massart, Ann. Probab. 18, 1990, for either sample at half the level.
 */
export function kolmogorovSmirnov(x: readonly number[], y: readonly number[]): KolmogorovSmirnovResult {
  checkSample('x', x, 1);
  checkSample('y', y, 1);
  const [n, m] = [x.length, y.length];
  const { distance, location } = largestDistance(ascending(x), ascending(y));
  const statistic = distance / (n * m);
  if (n * m <= EXACT_LIMIT) return { statistic, location, pValue: firstExitProbability(n, m, distance), method: 'exact' };
  const width = 1 / Math.sqrt(n) + 1 / Math.sqrt(m);
  return { statistic, location, pValue: Math.min(1, 4 * exp((-2 * statistic * statistic) / (width * width))), method: 'dkw' };
}

/**
 * max |i·m − j·n| over all points u, where i values of x and j of y are ≤ u: the statistic in integers. Both samples ascend.
 *
 * @internal
 */
export function largestDistance(
  x: readonly number[],
  y: readonly number[],
): { distance: number; location: number; sign: number } {
  let [i, j, distance, location, sign] = [0, 0, 0, NaN, 0];
  while (i < x.length || j < y.length) {
    const u = j === y.length || x[i] <= y[j] ? x[i] : y[j];
    while (x[i] === u) i++;
    while (y[j] === u) j++;
    const difference = i * y.length - j * x.length;
    if (Math.abs(difference) > distance) [distance, location, sign] = [Math.abs(difference), u, Math.sign(difference)];
  }
  return { distance, location, sign };
}

/** P(max |i·m − j·n| ≥ distance) for a uniformly random lattice path from (0, 0) to (n, m). */
function firstExitProbability(n: number, m: number, distance: number): number {
  if (distance === 0) return 1;
  const inside = new Float64Array(m + 1);
  let exits = 0;
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      // The path comes from (i − 1, j), whose probability still stands in inside[j], or from (i, j − 1).
      const left = n + m - i - j + 1;
      let probability = i === 0 && j === 0 ? 1 : 0;
      if (i > 0) probability += (inside[j] * (n - i + 1)) / left;
      if (j > 0) probability += (inside[j - 1] * (m - j + 1)) / left;
      const out = Math.abs(i * m - j * n) >= distance;
      if (out) exits += probability;
      inside[j] = out ? 0 : probability;
    }
  }
  return Math.min(1, exits);
}
