import { expect, test } from 'vitest';
import { isNotOdd } from '../../src/inference/oddness.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { builtins } from './known.ts';

/** Divides by a range of the entries of a gradient. */
const byRange = (range: (g: readonly number[]) => number): Optimizer<null> => ({
  name: 'by-range',
  init: () => null,
  update: ({ parameters, gradients, learningRate }) =>
    parameters.forEach(({ data: w }, i) => {
      const g = Array.from(gradients[i].data);
      for (let j = 0; j < w.length; j++) w[j] -= (learningRate * g[j]) / (range(g) || 1);
    }),
});

test('a range that tells g from −g', () => {
  expect(
    isNotOdd(
      byRange((g) => Math.max(...g.map(Math.abs)) - Math.min(...g)),
      0,
    )?.cause,
  ).toBe('gradient-sign-matters');
});

test('one that does not', () => {
  expect(
    isNotOdd(
      byRange((g) => Math.max(...g) - Math.min(...g)),
      0,
    ),
  ).toBeUndefined();
});

test('a number that is added to weights is a drift, with its size', () => {
  const drifting: Optimizer<null> = {
    name: 'drifting',
    init: () => null,
    update: ({ parameters, gradients, learningRate }) =>
      parameters.forEach(({ data: w }, i) => {
        gradients[i].data.forEach((g, j) => (w[j] += g === 0 ? 0 : 0.001 - learningRate * Math.sign(g)));
      }),
  };
  expect(isNotOdd(drifting, 0)).toEqual({
    cause: 'drift',
    sentence: expect.stringMatching(/^0.001 is added/) as string,
  });
});

test.each(builtins)('$name is odd', (optimizer) => expect(isNotOdd(optimizer, 0)).toBeUndefined());

test('a bound that is the largest entry, with its sign or without', () => {
  const clipped = (largest: (g: readonly number[]) => number): Optimizer<{ bound: number }[]> => ({
    name: 'clipped',
    init: ({ parameters }) => parameters.map(() => ({ bound: 0 })),
    update: ({ parameters, gradients, state, learningRate }) =>
      parameters.forEach(({ data: w }, i) => {
        const g = Array.from(gradients[i].data);
        const bound = (state[i].bound = 0.9 * state[i].bound + 0.1 * largest(g)) * 10;
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * Math.max(-bound, Math.min(bound, g[j]));
      }),
  });
  expect(
    isNotOdd(
      clipped((g) => Math.max(0, ...g)),
      0,
    )?.cause,
  ).toBe('gradient-sign-matters');
  expect(
    isNotOdd(
      clipped((g) => Math.max(...g.map(Math.abs))),
      0,
    ),
  ).toBeUndefined();
});
