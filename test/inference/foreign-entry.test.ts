import { describe, expect, test } from 'vitest';
import { foreignEntry } from '../../src/inference/foreign-entry.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Adagrad whose sums are read at other places than they are written to. */
const reading = (place: (j: number, length: number) => number): Optimizer => ({
  name: 'reading',
  init: ({ parameters }) => parameters.map(({ data }) => Array.from(data, () => 0)),
  update({ parameters, gradients, state, learningRate }) {
    parameters.forEach(({ data }, i) => {
      const sums = (state as number[][])[i];
      gradients[i].data.forEach((g, j) => (sums[j] += g * g));
      for (let j = 0; j < data.length; j++)
        data[j] -= (learningRate * gradients[i].data[j]) / Math.sqrt(sums[place(j, data.length)] || 1);
    });
  },
});

describe('moments of another entry', () => {
  test.each([
    ['the entry before', (j: number) => Math.max(0, j - 1)],
    ['the entry after, in a ring', (j: number, length: number) => (j + 1) % length],
    ['another order', (j: number, length: number) => (2 * j) % (length % 2 === 0 ? length - 1 : length)],
  ])('%s', (_, place) => {
    expect(foreignEntry(reading(place), 0)).toMatchObject({ cause: 'moment-of-other-entry' });
  });

  test('are read by no optimizer that ships with the package, nor by one that reads its own', () => {
    for (const optimizer of [reading((j) => j), ...optimizers])
      expect([optimizer.name, foreignEntry(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });

  test('are no matter of pairs that share a moment', () => {
    const pairs: Optimizer = {
      ...reading((j) => j),
      update({ parameters, gradients, state, learningRate }) {
        parameters.forEach(({ data }, i) => {
          const sums = (state as number[][])[i];
          gradients[i].data.forEach((g, j) => (sums[j >> 1] += g * g));
          for (let j = 0; j < data.length; j++) data[j] -= (learningRate * gradients[i].data[j]) / Math.sqrt(sums[j >> 1] || 1);
        });
      },
    };
    expect(foreignEntry(pairs, 0)).toBeUndefined();
  });
});
