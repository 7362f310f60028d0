import { expect, test } from 'vitest';
import { drawObjective } from '../../../scripts/survey/draw-objective.ts';

test('an objective is a function of the seed and its index, in whatever order', () => {
  const forwards = [0, 1, 2, 3, 4].map((index) => drawObjective(1, index).reference);
  const backwards = [4, 3, 2, 1, 0].map((index) => drawObjective(1, index).reference);
  expect(backwards.reverse()).toEqual(forwards);
  expect(new Set(forwards).size).toBeGreaterThan(2);
  expect(drawObjective(2, 0).reference).not.toBe(forwards[0]);
});
