import { expect, test } from 'vitest';
import { clipped } from '../../src/falsification/clipped.ts';
import { iterate } from '../../src/optimizers/iterate.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

test('shortens what is longer than the threshold, and nothing else', () => {
  const options = { learningRate: 1 };
  expect(iterate(clipped(sgd, 5), [0, 0], [[6, 8]], options)).toEqual([-3, -4]);
  expect(iterate(clipped(sgd, 5), [0, 0], [[3, 4]], options)).toEqual([-3, -4]);
});
