import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeds } from '../../src/hyperparameters/seed.ts';
import { conforms } from './conformance.ts';

conforms(seeds(), {
  isValid: (seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32,
  complexity: (seed) => [seed],
  simplest: [0],
  invalid: [-1, 0.5, 2 ** 32, '1'],
});

test('the draws of a seed are pinned', () => {
  expect(fc.sample(seeds(), { seed: 42, numRuns: 6 }).join(' ')).toMatchInlineSnapshot(
    `"4294967272 1152992794 610667272 2 4294967286 52529432"`,
  );
});
