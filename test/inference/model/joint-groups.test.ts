import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jointGroups } from '../../../src/inference/model/joint-groups.ts';

/** Random rows in which each of the sets sums to zero and nothing else does. */
function rowsWith(sets: readonly (readonly number[])[], columns: number, count: number, next: () => number): number[][] {
  return Array.from({ length: count }, () => {
    const row = Array.from({ length: columns }, next);
    for (const set of sets) row[set.at(-1)!] = -set.slice(0, -1).reduce((sum, i) => sum + row[i], 0);
    return row;
  });
}

test('disjoint sets are found, and not their unions', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
      fc.integer({ min: 2, max: 4 }),
      fc.integer({ min: 2, max: 3 }),
      fc.infiniteStream(fc.double({ min: 0.1, max: 1, noNaN: true })),
      fc.infiniteStream(fc.boolean()),
      (order, first, second, magnitudes, signs) => {
        const sets = [order.slice(0, first), order.slice(first, first + second)];
        const next = (): number => (signs.next().value ? 1 : -1) * (magnitudes.next().value as number);
        const found = jointGroups(rowsWith(sets, 8, 14, next), 1e-9);
        const sorted = sets.map((set) => [...set].sort((a, b) => a - b));
        expect(found.map(String).sort()).toEqual(sorted.map(String).sort());
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test('columns that only balance each other are no group', () => {
  expect(
    jointGroups(
      [
        [1, 1, 3],
        [2, 2, -1],
        [-5, -5, 2],
        [0.5, 0.5, 7],
      ],
      1e-9,
    ),
  ).toEqual([]);
});

test('nothing comes of nothing', () => {
  expect(jointGroups([], 1e-9)).toEqual([]);
  expect(jointGroups([[], []], 1e-9)).toEqual([]);
});
