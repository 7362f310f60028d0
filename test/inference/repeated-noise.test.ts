import { describe, expect, test } from 'vitest';
import { repeatedNoise } from '../../src/inference/repeated-noise.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Gradients with noise of a tenth of their size, from a generator that is advanced or made anew at each step. */
const noisy = (momentum: number, advances: boolean): Optimizer => ({
  name: 'noisy',
  contract: { random: true },
  init: ({ parameters }) => ({ seed: 1, buffers: parameters.map(({ data }) => data.map(() => 0)) }),
  update({ parameters, gradients, state, learningRate }) {
    const own = state as { seed: number; buffers: Float64Array[] };
    let seed = own.seed;
    parameters.forEach(({ data }, i) => {
      const g = Array.from(gradients[i].data);
      const size = Math.sqrt(g.reduce((sum, x) => sum + x * x, 0) / g.length);
      for (let j = 0; j < data.length; j++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        own.buffers[i][j] = momentum * own.buffers[i][j] + g[j] + 0.1 * size * (seed / 2 ** 31 - 1);
        data[j] -= learningRate * own.buffers[i][j];
      }
    });
    if (advances) own.seed = seed;
  },
});

describe('random numbers', () => {
  test.each([0, 0.9])('that are drawn anew from the same key at each step, with momentum %d', (momentum) => {
    expect(repeatedNoise(noisy(momentum, false), 0)).toMatchObject({ cause: 'random-repeats' });
    expect(repeatedNoise(noisy(momentum, true), 0)).toBeUndefined();
  });

  test('that nobody draws', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, repeatedNoise(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
