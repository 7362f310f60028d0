import { expect, test } from 'vitest';
import type { Contract, Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';

/** Momentum that falls as the rate rises, as in one-cycle training (Smith 2018, arXiv 1803.09820). */
const linked = (contract: Contract): Optimizer => ({
  name: 'linked',
  hyperparameters: { most: 0.95, reference: 0.5 },
  contract,
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { most, reference } }) {
    const momentum = most - 0.1 * Math.min(1, learningRate / reference);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= learningRate * state[i][j];
      }
    });
  },
});

const refuted = async (contract: Contract): Promise<string[]> => {
  const options = { laws: ['radial-identity', 'exponential-rate-equivalence'], seed: 1, configurations: 20 } as const;
  const { results } = await checkOptimizer(linked(contract), options);
  return results.flatMap(({ verdict, law }) => (verdict === 'refuted' ? [law] : []));
};

test('a decay that is claimed and true claims nothing of a momentum that is no constant', async () => {
  expect(await refuted({ weightDecay: 'coupled' })).toEqual([]);
});

test('a symmetry that is claimed does', async () => {
  expect(await refuted({ weightDecay: 'coupled', symmetry: { learningRate: 2, weightDecay: -2 } })).not.toEqual([]);
});
