import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

interface Moments {
  readonly m: Float64Array;
  readonly v: Float64Array;
}

/** Adam whose decay is divided by a function of its second moments: of an entry, and of the mean of all. */
const dividing = (by: (own: number, mean: number) => number): Optimizer => ({
  name: 'dividing',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ m: new Float64Array(data.length), v: new Float64Array(data.length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    const moments = state as Moments[];
    const corrected = (v: number): number => v / (1 - beta2 ** step);
    moments.forEach(({ m, v }, i) =>
      gradients[i].data.forEach((g: number, j: number) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
      }),
    );
    const all = moments.flatMap(({ v }) => Array.from(v, corrected));
    const mean = all.reduce((sum, v) => sum + v, 0) / all.length;
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = moments[i];
      for (let j = 0; j < w.length; j++) {
        const decay = mean > 0 ? (weightDecay * w[j]) / by(corrected(v[j]), mean) : 0;
        w[j] -= learningRate * (m[j] / (1 - beta1 ** step) / (Math.sqrt(corrected(v[j])) + epsilon) + decay);
      }
    });
  },
});

test('a decay over the root of the mean second moment of all tensors is a design', () => {
  expect(inferDecay(dividing((_, mean) => Math.sqrt(mean))).design?.cause).toBe('decay-over-gradients');
});

test('one over the moment of each entry is a mistake still', () => {
  expect(inferDecay(dividing((own) => Math.sqrt(own) + 1e-8)).finding?.cause).toBe('decay-divided-by-moment');
});
