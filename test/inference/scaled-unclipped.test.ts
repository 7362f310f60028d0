import { describe, expect, test } from 'vitest';
import { scaledUnclipped } from '../../src/inference/scaled-unclipped.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Heavy ball whose gradients have a weight by the norm of all of them. */
const weighing = (weight: (norm: number, scale: number) => number, scale = 8): Optimizer<Float64Array[]> => ({
  name: 'weighing',
  hyperparameters: { momentum: 0.9, scale },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, scale } }) {
    const factor = weight(Math.hypot(...gradients.flatMap(({ data }) => Array.from(data))), scale);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + factor * gradients[i].data[j];
        w[j] -= learningRate * (state[i][j] + weightDecay * w[j]);
      }
    });
  },
});

describe('a scale of gradients that is taken back only where they are clipped', () => {
  test('is named', () => {
    for (const limit of [0.5, 1, 3])
      expect(
        scaledUnclipped(
          weighing((norm) => (norm > limit ? limit / norm : 8)),
          0,
        ),
      ).toMatchObject({
        cause: 'gradient-scaled',
        sentence: expect.stringContaining('by 8 η g where it is not clipped') as string,
      });
  });

  test.each<[string, (norm: number, scale: number) => number]>([
    ['a clipping that is right', (norm) => Math.min(1, 1 / norm)],
    ['a clipping of scaled gradients', (norm) => Math.min(8, 1 / norm)],
    ['a soft sign', (norm) => Math.tanh(8 * norm) / norm],
    ['steps that are left out because they are large', (norm) => (norm > 1 ? 0 : 8)],
    ['what an option says', (norm, scale) => (norm > 1 ? 1 / norm : scale)],
  ])('is none in %s', (_, weight) => {
    expect(scaledUnclipped(weighing(weight), 0)).toBeUndefined();
  });

  test('is that of no optimizer that ships with the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, scaledUnclipped(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
