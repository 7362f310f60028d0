import { expect, test } from 'vitest';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Adagrad by the largest distance from the start, of which the first guess is an option (Tao et al. 2024, AdaGrad++), and a decay beside it. */
const distant = (decayRate: (far: number) => number): Optimizer => ({
  name: 'distant',
  hyperparameters: { initial: 1e-6 },
  init: ({ parameters }) => ({
    start: parameters.map(({ data }) => data.slice()),
    sums: parameters.map(({ data }) => data.map(() => 0)),
    far: 0,
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { initial } }) {
    const own = state as { start: Float64Array[]; sums: Float64Array[]; far: number };
    const way = Math.hypot(...parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => w - own.start[i][j])));
    own.far = Math.max(own.far, way, initial);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j];
        own.sums[i][j] += g * g;
        w[j] -= learningRate * (own.far * (g / (Math.sqrt(own.sums[i][j]) + 1e-8)) + decayRate(own.far) * weightDecay * w[j]);
      }
    });
  },
});

const causesOf = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 25 });
  return results.flatMap(({ verdict, cause = '' }) => (verdict === 'refuted' ? [cause] : []));
};

test('a decay that a first guess of a distance multiplies, as it does the step, refutes nothing', async () => {
  expect(await causesOf(distant((far) => far))).toEqual([]);
});

test('one by a constant that the step does not have is refuted', async () => {
  expect(await causesOf(distant(() => 1e-6))).toContain('decay-times-constant');
});
