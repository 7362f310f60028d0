import { expect, test } from 'vitest';
import { inferRoles } from '../../src/inference/option-roles.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** A running mean of squares, of gradients to which a penalty of an option is added. */
const penalised = (penaltyOf: (w: number) => number): Optimizer<Float64Array[]> => ({
  name: 'penalised',
  hyperparameters: { rho: 0.95, penalty: 0 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update: ({ parameters, gradients, state, learningRate, hyperparameters: { rho, penalty } }) =>
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const d = gradients[i].data[j] + penalty * penaltyOf(w[j]);
        state[i][j] = rho * state[i][j] + (1 - rho) * d * d;
        w[j] -= (learningRate * d) / Math.sqrt(state[i][j] + 1e-8);
      }
    }),
});

test('a penalty, beside which squares remember the sign of a gradient, is no momentum', () => {
  expect(inferRoles(penalised(Math.sign)).momentum).not.toContain('penalty');
  expect(inferRoles(penalised((w) => w)).momentum).not.toContain('penalty');
});

test('momentum that is off by default is one', () => {
  const momentum: Optimizer<Float64Array[]> = {
    name: 'momentum',
    hyperparameters: { mu: 0 },
    init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
    update: ({ parameters, gradients, state, learningRate, hyperparameters: { mu } }) =>
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) {
          state[i][j] = mu * state[i][j] + gradients[i].data[j];
          w[j] -= learningRate * state[i][j];
        }
      }),
  };
  expect(inferRoles(momentum).momentum).toEqual(['mu']);
});
