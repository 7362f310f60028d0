/**
 * Where one sample lies below another by more than a shift.
 *
 * @internal
 */
export interface ShiftedDistance {
  /** max of #{low ≤ u}·m − #{high ≤ u + shift}·n over u, in integers; 0 where neither lies below. */
  readonly distance: number;
  /** u. */
  readonly location: number;
  /** 1: the first sample is the low one; −1: the second is; 0: neither. */
  readonly sign: -1 | 0 | 1;
}

/**
 * The larger of both one-sided distances between two samples that may be shifted against each other:
 *
 *     sup_u F̂(u) − Ĝ(u + s)   and   sup_u Ĝ(u) − F̂(u + s),   s ≥ 0
 *
 * With s = 0 it is the statistic of Kolmogorov and Smirnov; laws that differ by a shift of at most s have none.
 *
 * @param x n ascending values
 * @param y m ascending values
 * @param shift s
 * @returns the distance times n·m, with where it is attained
 *
 * Source: the neighbourhoods of P. Lévy's metric, with its two tolerances apart.
 *
 * @internal
 */
export function shiftedDistance(x: readonly number[], y: readonly number[], shift: number): ShiftedDistance {
  const [below, above] = [excess(x, y, shift), excess(y, x, shift)];
  if (below.distance === 0 && above.distance === 0) return { distance: 0, location: NaN, sign: 0 };
  return below.distance >= above.distance ? { ...below, sign: 1 } : { ...above, sign: -1 };
}

function excess(low: readonly number[], high: readonly number[], shift: number): { distance: number; location: number } {
  let [j, distance, location] = [0, 0, NaN];
  for (let i = 0; i < low.length; i++) {
    while (j < high.length && high[j] <= low[i] + shift) j++;
    const difference = (i + 1) * high.length - j * low.length;
    // Of ties the last counts all of them.
    if (difference > distance && low[i + 1] !== low[i]) [distance, location] = [difference, low[i]];
  }
  return { distance, location };
}
