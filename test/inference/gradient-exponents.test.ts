import { describe, expect, test } from 'vitest';
import { inferGradientExponents } from '../../src/inference/gradient-exponents.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { coordinatewise } from './rules.ts';

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

describe('where the usual exponents do not undo a scale', () => {
  /** A share of the root of the second moment, as in Padam, by square roots that commute with powers of four. */
  const half: Optimizer = coordinatewise(
    ({ w, g, learningRate, weightDecay, memory }) => {
      const d = g + weightDecay * w;
      memory.v = 0.75 * (memory.v ?? 0) + 0.25 * d * d;
      return w - (learningRate * d) / Math.sqrt(Math.sqrt(memory.v));
    },
    { hyperparameters: {} },
  );
  const inverse: Optimizer = coordinatewise(
    ({ w, g, learningRate, weightDecay }) => (1 - learningRate * weightDecay) * w - learningRate / g,
  );
  const noisy: Optimizer = coordinatewise(
    ({ w, g, learningRate, weightDecay, step, hyperparameters: { temperature } }) =>
      w - learningRate * (g + weightDecay * w) - Math.sqrt(learningRate * temperature) * (step % 2 === 0 ? 1 : -1),
    { hyperparameters: { temperature: 0.25 } },
  );

  test('that of η is measured: a half, the other way round', () => {
    expect(inferGradientExponents(half, { learningRate: 1.5, weightDecay: -2 })).toEqual({ learningRate: -0.5, weightDecay: 1 });
    expect(inferGradientExponents(inverse, { learningRate: 0, weightDecay: 0 })).toEqual({ learningRate: 1, weightDecay: -1 });
  });

  test('but not against exponents that a contract claims', () => {
    expect(inferGradientExponents(half, { learningRate: 2, weightDecay: -2 }, undefined, true).learningRate).toBe(-1);
  });

  test('an option may have a dimension in g and none in w', () => {
    expect(inferGradientExponents(noisy, { learningRate: 2, weightDecay: -2 })).toEqual({
      learningRate: -1,
      weightDecay: 1,
      temperature: 1,
    });
  });
});
