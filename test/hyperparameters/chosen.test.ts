import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosen } from '../../src/hyperparameters/chosen.ts';

test('draws every value and nothing simpler', () => {
  const drawn = fc.sample(chosen([-20, -10, -10], [0]), { seed: 1, numRuns: 100 });
  expect(new Set(drawn)).toEqual(new Set([-20, -10]));
});

test('shrinks to what is simpler, simplest first', () => {
  const arbitrary = chosen<number>([-20, -10], [0, -1]);
  const simpler = (value: number): number[] => [...arbitrary.shrink(value, undefined)].map(({ value: each }) => each);
  expect(simpler(-10)).toEqual([0, -1, -20]);
  expect(simpler(-20)).toEqual([0, -1]);
  expect(simpler(0)).toEqual([]);
  expect(arbitrary.canShrinkWithoutContext(-1)).toBe(true);
  expect(arbitrary.canShrinkWithoutContext(7)).toBe(false);
});
