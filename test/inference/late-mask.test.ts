import { describe, expect, test } from 'vitest';
import { lateMask } from '../../src/inference/late-mask.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

interface Entry {
  m: number;
  before: number;
  mask: boolean;
  older: boolean;
}

/** Signs of a mean of gradients, where a function of the entry lets it move. */
const masked = (moves: (entry: Entry, gradient: number) => boolean): Optimizer => ({
  name: 'masked',
  init: ({ parameters }) => parameters.map(({ data }) => Array.from(data, () => ({ m: 0, before: 0, mask: true, older: true }))),
  update({ parameters, gradients, state, learningRate }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const entry = state[i][j] as Entry;
        const g = gradients[i].data[j];
        entry.m = 0.9 * entry.m + 0.1 * g;
        if (moves(entry, g)) w[j] -= learningRate * Math.sign(entry.m);
        entry.before = g;
        entry.older = entry.mask;
        entry.mask = entry.m * g > 0;
      }
    });
  },
});

describe('an entry waits', () => {
  test('where gradient and momentum disagreed at the step before', () =>
    expect(
      lateMask(
        masked(({ mask }) => mask),
        0,
      )?.cause,
    ).toBe('buffer-late'));

  test('where they disagreed two steps before', () =>
    expect(
      lateMask(
        masked(({ older }) => older),
        0,
      )?.sentence,
    ).toMatch(/^an entry stands still 2 steps after/));

  test('where they disagree now', () =>
    expect(
      lateMask(
        masked(({ m }, g) => m * g > 0),
        0,
      ),
    ).toBeUndefined());

  test('where the gradient has turned since the step before', () =>
    expect(
      lateMask(
        masked(({ before }, g) => before * g >= 0),
        0,
      ),
    ).toBeUndefined());

  test('by the gradient of so many steps before as an option says', () => {
    const lagged: Optimizer = {
      ...masked(() => true),
      hyperparameters: { lag: 2 },
      init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), past: [] })),
      update({ parameters, gradients, state, learningRate, hyperparameters: { lag } }) {
        parameters.forEach(({ data: w }, i) => {
          const { m, past } = state[i] as { m: number[]; past: number[][] };
          past.push(Array.from(gradients[i].data));
          while (past.length > lag + 1) past.shift();
          for (let j = 0; j < w.length; j++) {
            m[j] = 0.9 * m[j] + 0.1 * gradients[i].data[j];
            if (m[j] * past[0][j] > 0) w[j] -= learningRate * m[j];
          }
        });
      },
    };
    expect(lateMask(lagged, 0)).toBeUndefined();
  });

  test('because all of the gradient acts two steps late, which is not a matter of the mask', () => {
    const pipelined: Optimizer = {
      ...masked(() => true),
      init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), queue: [] })),
      update({ parameters, gradients, state, learningRate }) {
        parameters.forEach(({ data: w }, i) => {
          const { m, queue } = state[i] as { m: number[]; queue: number[][] };
          queue.push(Array.from(gradients[i].data));
          if (queue.length <= 2) return;
          const g = queue.shift()!;
          for (let j = 0; j < w.length; j++) {
            m[j] = 0.9 * m[j] + g[j];
            if (m[j] * g[j] > 0) w[j] -= learningRate * m[j];
          }
        });
      },
    };
    expect(lateMask(pipelined, 2)).toBeUndefined();
  });

  test('in no optimizer that ships with the package', () => {
    for (const optimizer of optimizers) expect([optimizer.name, lateMask(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
