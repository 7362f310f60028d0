import { describe, expect, test } from 'vitest';
import { inferGradientExponents } from '../../src/inference/gradient-exponents.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const norm = (data: ArrayLike<number>): number => Math.sqrt(Array.from(data).reduce((sum, x) => sum + x * x, 0));

/** ‖g‖ ≤ limit·‖w‖^power, tensor by tensor. */
const clipping = (power: number): Optimizer => ({
  name: 'clipping',
  hyperparameters: { limit: 0.25 },
  init: () => ({}),
  update({ parameters, gradients, learningRate, hyperparameters: { limit } }) {
    parameters.forEach(({ data }, i) => {
      const share = Math.min(1, (limit * norm(data) ** power) / norm(gradients[i].data));
      for (let j = 0; j < data.length; j++) data[j] -= learningRate * share * gradients[i].data[j];
    });
  },
});

describe('under a scaling of the gradients', () => {
  test('the rate takes back what the update is linear in, and coupled decay grows with the gradient', () => {
    expect(inferGradientExponents(sgd, { learningRate: 2, weightDecay: -2 })).toEqual({ learningRate: -1, weightDecay: 1 });
    expect(inferGradientExponents(adam, adam.contract!.symmetry!)).toEqual({ learningRate: 0, weightDecay: 1, epsilon: 1 });
    expect(inferGradientExponents(adamw, adamw.contract!.symmetry!)).toEqual({ learningRate: 0, weightDecay: 0, epsilon: 1 });
  });

  test('an epsilon inside a root goes with the square', () => {
    for (const { contract, name } of optimizers) {
      const inside = Object.entries(contract?.symmetry ?? {}).filter(
        ([key, exponent]) => key.startsWith('eps') && exponent === -2,
      );
      const exponents =
        contract?.symmetry &&
        inferGradientExponents(
          optimizers.find((o) => o.name === name)!,
          contract.symmetry,
        );
      for (const [key] of inside) expect(exponents![key]).toBe(2);
    }
  });

  test('a threshold on ‖g‖ and one on ‖g‖/‖w‖ have different dimensions in w and the same in g', () => {
    const [absolute, relative] = [0, 1].map((power) =>
      inferGradientExponents(clipping(power), { learningRate: 2, weightDecay: -2, limit: power === 0 ? -1 : -2 }),
    );
    expect(absolute.limit).toBe(1);
    expect(relative.limit).toBe(1);
  });

  test('where nothing fits, the usual exponent is what the law will refute', () => {
    const hidden: Optimizer = {
      ...sgd,
      hyperparameters: { epsilon: 0.5 },
      update: ({ parameters, gradients, learningRate, hyperparameters: { epsilon } }) =>
        parameters.forEach(({ data }, i) => {
          for (let j = 0; j < data.length; j++) {
            const g = gradients[i].data[j];
            data[j] -= (learningRate * g) / (Math.abs(g) + epsilon + 0.001);
          }
        }),
    };
    expect(inferGradientExponents(hidden, { learningRate: 1, weightDecay: -1, epsilon: -1 }).epsilon).toBe(1);
  });
});
