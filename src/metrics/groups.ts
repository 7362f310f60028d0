import type { Tensor } from '../arithmetic/tensor.ts';
import type { ScaleInvariantGroup } from '../objectives/objective.ts';

/**
 * Inner products ⟨a, b⟩ over each scale-invariant unit of the groups: one number a group, or one a column where columns are
 * invariant on their own. Sums are in float64 whatever the storage is.
 *
 * @param groups the groups of an objective
 * @param a tensors in the order of the objective's parameters
 * @param b likewise
 * @returns one inner product a unit, groups in order, columns in order within them
 */
export function innerProducts(groups: readonly ScaleInvariantGroup[], a: readonly Tensor[], b: readonly Tensor[]): Float64Array {
  const products = new Float64Array(unitCount(groups));
  let unit = 0;
  for (const { tensors, columns } of groups) {
    const width = columns ?? 1;
    for (const index of tensors) {
      const x = a[index].data;
      const y = b[index].data;
      if (width === 1) {
        let sum = 0;
        for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
        products[unit] += sum;
      } else {
        for (let i = 0; i < x.length;) for (let column = 0; column < width; column++, i++) products[unit + column] += x[i] * y[i];
      }
    }
    unit += width;
  }
  return products;
}

/**
 * Distances between the directions of a and b, unit by unit: ‖a/‖a‖ − b/‖b‖‖, without the cancellation of 1 − cos.
 */
export function directionDistances(
  groups: readonly ScaleInvariantGroup[],
  a: readonly Tensor[],
  b: readonly Tensor[],
): Float64Array {
  const normsOfA = innerProducts(groups, a, a).map(Math.sqrt);
  const normsOfB = innerProducts(groups, b, b).map(Math.sqrt);
  const distances = new Float64Array(normsOfA.length);
  let unit = 0;
  for (const { tensors, columns } of groups) {
    const width = columns ?? 1;
    for (const index of tensors) {
      const x = a[index].data;
      const y = b[index].data;
      for (let i = 0; i < x.length; i++) {
        const column = unit + (i % width);
        distances[column] += (x[i] / normsOfA[column] - y[i] / normsOfB[column]) ** 2;
      }
    }
    unit += width;
  }
  return distances.map(Math.sqrt);
}

/** Number of scale-invariant units: groups, counting each column of a per-column group. */
export function unitCount(groups: readonly ScaleInvariantGroup[]): number {
  return groups.reduce((count, group) => count + (group.columns ?? 1), 0);
}

/** Names of the units, in the order of `innerProducts`: `hidden1`, or `hidden1[3]` for column 3. */
export function unitNames(groups: readonly ScaleInvariantGroup[]): string[] {
  return groups.flatMap(({ name, columns }) =>
    columns === undefined ? [name] : Array.from({ length: columns }, (_, column) => `${name}[${column}]`),
  );
}
