import { describe, expect, test } from 'vitest';
import { repeatedNoise } from '../../src/inference/repeated-noise.ts';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** SGD with noise of a tenth whose seed at a step is chosen by a function of the step. */
const seeded = (seedOf: (step: number) => number, friction = 1): Optimizer => ({
  name: 'seeded',
  contract: { random: true },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, step }) {
    const source = stream('seeded', String(seedOf(step))).seek(0, 0);
    const noise = state as Float64Array[];
    parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) {
        noise[i][j] += friction * (0.1 * normal(source) - noise[i][j]);
        data[j] -= learningRate * (gradients[i].data[j] + noise[i][j]);
      }
    });
  },
});

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

  test.each([10, 64, 500])('that are held for %d steps are drawn anew all the same', (held) =>
    expect(
      repeatedNoise(
        seeded((step) => Math.floor((step - 1) / held)),
        0,
      ),
    ).toBeUndefined(),
  );

  test('that come and go slowly are drawn anew all the same', () => {
    const slow = seeded((step) => step, 2 ** -6);
    // A velocity that is drawn at the start, and fades.
    const moving: Optimizer = {
      ...slow,
      init: ({ parameters }) => parameters.map(({ data }) => data.map((_, j) => (j % 3) - 0.8)),
    };
    expect(repeatedNoise(moving, 0)).toBeUndefined();
  });

  test.each([2, 3])('of %d keys in turn are found', (keys) =>
    expect(
      repeatedNoise(
        seeded((step) => step % keys),
        0,
      )?.sentence,
    ).toContain(`${keys} steps before`),
  );

  test('that nobody draws', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, repeatedNoise(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
