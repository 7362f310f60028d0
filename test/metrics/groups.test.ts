import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import { directionDistances, innerProducts, unitCount, unitNames } from '../../src/metrics/groups.ts';
import { groups, shapes, tensors } from './view.ts';

const entry = fc.tuple(fc.double({ min: 0.25, max: 4, noNaN: true }), fc.constantFrom(1, -1)).map(([size, sign]) => sign * size);
const drawn = fc
  .tuple(...shapes.map((shape) => shape.reduce((a, b) => a * b, 1)).map((n) => fc.array(entry, { minLength: n, maxLength: n })))
  .map((entries) => tensors(...entries));

/** The coordinates of each unit, gathered one by one. */
function units(parameters: readonly Tensor[]): number[][] {
  const [a, b, matrix] = parameters.map(({ data }) => [...data]);
  return [[...a, ...b], ...[0, 1, 2].map((column) => [0, 1].map((row) => matrix[3 * row + column]))];
}
const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i], 0);

test('units are the groups, and the columns of a group whose columns are invariant on their own', () => {
  expect(unitCount(groups)).toBe(4);
  expect(unitNames(groups)).toEqual(['joint', 'columns[0]', 'columns[1]', 'columns[2]']);
  expect(unitNames([])).toEqual([]);
});

describe('inner products', () => {
  test('sum over all tensors of a joint group, and down each column', () => {
    const a = tensors([1, 2, 3, 4], [5, 6, 7], [1, 2, 3, 4, 5, 6], [9, 9]);
    const b = tensors([1, 1, 1, 1], [1, 0, 1], [1, 10, 100, 1, 10, 100], [9, 9]);
    expect([...innerProducts(groups, a, b)]).toEqual([10 + 12, 5, 70, 900]);
  });

  test('are those of the gathered coordinates', () => {
    fc.assert(
      fc.property(drawn, drawn, (a, b) => {
        const [x, y] = [units(a), units(b)];
        innerProducts(groups, a, b).forEach((product, unit) => expect(product).toBeCloseTo(dot(x[unit], y[unit]), 10));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('are summed in float64 where storage is float32', () => {
    const single = [
      [1, 2 ** -12, 2 ** -12, 0],
      [0, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0],
    ].map((values, i) => ({
      data: Float32Array.from(values),
      shape: shapes[i],
    }));
    expect(innerProducts(groups, single, single)[0]).toBe(1 + 2 ** -23);
  });
});

describe('distances of directions', () => {
  test('are ‖a/‖a‖ − b/‖b‖‖ of the gathered coordinates', () => {
    fc.assert(
      fc.property(drawn, drawn, (a, b) => {
        const [x, y] = [units(a), units(b)];
        const lengths = [x, y].map((list) => list.map((unit) => Math.sqrt(dot(unit, unit))));
        directionDistances(groups, a, b).forEach((distance, unit) => {
          const gap = x[unit].map((value, i) => value / lengths[0][unit] - y[unit][i] / lengths[1][unit]);
          expect(distance).toBeCloseTo(Math.sqrt(dot(gap, gap)), 12);
        });
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('do not see lengths, unit by unit, and 2 is the opposite', () => {
    const a = tensors([1, 2, 3, 4], [5, 6, 7], [1, 2, 3, 4, 5, 6], [9, 9]);
    const b = tensors([4, 8, 12, 16], [20, 24, 28], [-1, 4, 3 / 8, -4, 10, 6 / 8], [1, 2]);
    expect([...directionDistances(groups, a, b)]).toEqual([0, 2, 0, 0]);
  });

  test('keep small angles that 1 − cos loses', () => {
    const angle = 1e-10;
    const a = tensors([1, 0, 0, 0], [0, 0, 0], [1, 1, 1, 1, 1, 1], [0, 0]);
    const b = tensors([1, angle, 0, 0], [0, 0, 0], [1, 1, 1, 1, 1, 1], [0, 0]);
    const [product, x, y] = [innerProducts(groups, a, b), innerProducts(groups, a, a), innerProducts(groups, b, b)];
    expect(1 - product[0] / Math.sqrt(x[0] * y[0])).toBe(0);
    expect(directionDistances(groups, a, b)[0]).toBeCloseTo(angle, 20);
  });
});
