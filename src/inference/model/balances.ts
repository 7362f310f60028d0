import { powerOfTwo } from '../../arithmetic/elementary.ts';
import type { ModelProbe } from './model-probe.ts';
import { innerProduct, scaleUnit, wholeUnit } from './unit.ts';

/** Tensors whose scales compensate: L is kept when each is multiplied by c to its power. */
export interface Balance {
  readonly tensors: readonly number[];
  readonly powers: readonly number[];
}

/** Powers that are tried for two and for three tensors, those of the last one being opposite or of another size. */
const patterns: readonly (readonly number[])[] = [
  [1, -1],
  [1, -2],
  [2, -1],
  [1, 2],
  [2, 1],
  [1, 1, -1],
  [1, -1, 1],
  [-1, 1, 1],
];

/** More tensors than this are not combined in threes. */
const mostForTriples = 12;

/**
 * Finds scales that compensate each other, as those of query and key, or of two layers in a row:
 *
 *     L(c^a·u, c^b·v) = L(u, v) for every c,  so a⟨g_u, u⟩ + b⟨g_v, v⟩ = 0
 *
 * @param tensors indices of tensors that are in no group
 */
export function findBalances(probe: ModelProbe, tensors: readonly number[]): Balance[] {
  const { points, gradients, radial, rounding } = probe;
  const products = points.map(
    (weights, point) => new Map(tensors.map((tensor) => [tensor, innerProduct(wholeUnit(tensor), weights, gradients[point])])),
  );
  // A tensor whose product is 0 anyway balances nothing.
  const seen = tensors.filter((tensor) =>
    products.some((product) => Math.abs(product.get(tensor)!.across) > 1e3 * radial * product.get(tensor)!.lengths),
  );
  const balances = (set: readonly number[], powers: readonly number[]): boolean =>
    products.every((product) => {
      const terms = set.map((tensor, i) => powers[i] * product.get(tensor)!.across);
      const scale = Math.max(...set.map((tensor) => product.get(tensor)!.lengths));
      return Math.abs(terms.reduce((sum, term) => sum + term, 0)) <= 10 * radial * scale;
    });
  const keeps = (set: readonly number[], powers: readonly number[]): boolean =>
    probe.profiled.every((point) => {
      const loss = probe.lossAt(point, points[point]);
      return [3, -2].every((k) => {
        const scaled = set.reduce<readonly Float64Array[]>(
          (weights, tensor, i) => scaleUnit(weights, wholeUnit(tensor), powerOfTwo(k * powers[i])),
          points[point],
        );
        return Math.abs(probe.lossAt(point, scaled) - loss) <= 8 * rounding * (Math.abs(loss) || 1);
      });
    });
  const found: Balance[] = [];
  for (const powers of patterns) {
    for (const set of subsets(seen, powers.length)) {
      if (found.some((known) => known.tensors.every((tensor) => set.includes(tensor)))) continue;
      if (balances(set, powers) && keeps(set, powers)) found.push({ tensors: set, powers });
    }
  }
  return found;
}

function subsets(tensors: readonly number[], count: number): number[][] {
  if (count > 2 && tensors.length > mostForTriples) return [];
  if (count === 1) return tensors.map((tensor) => [tensor]);
  return tensors.flatMap((tensor, i) => subsets(tensors.slice(i + 1), count - 1).map((rest) => [tensor, ...rest]));
}
