import { expect, test } from 'vitest';
import { foreignShape } from '../../src/inference/foreign-shape.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { adamw, lars } from '../../src/optimizers/index.ts';

/** Steps that are divided by a root of something of the list. */
const divided = (of: (lengths: readonly number[], place: number, size: number) => number): Optimizer => ({
  name: 'divided',
  init: () => ({}),
  update({ parameters, gradients, learningRate }) {
    const lengths = parameters.map(({ data }) => data.length);
    const size = gradients.reduce((sum, { data }) => sum + Math.hypot(...data) ** 2, 0);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= (learningRate * gradients[i].data[j]) / Math.sqrt(of(lengths, i, size));
    });
  },
});

test.each([
  ['first', (lengths: readonly number[]) => lengths[0]],
  ['last', (lengths: readonly number[]) => lengths.at(-1)!],
] as const)('the number of entries of the %s tensor, taken for that of all, is named', (place, of) => {
  expect(foreignShape(divided(of), 0)).toMatchObject({ sentence: expect.stringContaining(`of the ${place} one`) as string });
});

test('a number of entries of its own is none of another tensor, nor is a norm of all gradients', () => {
  expect(
    foreignShape(
      divided((lengths, place) => lengths[place]),
      0,
    ),
  ).toBeUndefined();
  expect(
    foreignShape(
      divided((_, __, size) => size),
      0,
    ),
  ).toBeUndefined();
  for (const optimizer of [adamw, lars]) expect(foreignShape(optimizer, 0)).toBeUndefined();
});
