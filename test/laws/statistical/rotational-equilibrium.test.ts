import { expect, test } from 'vitest';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import { rotationalEquilibrium } from '../../../src/laws/statistical/rotational-equilibrium.ts';
import { accumulateGradients } from '../../../src/optimizers/accumulate-gradients.ts';
import { adam } from '../../../src/optimizers/adam.ts';
import { adamax } from '../../../src/optimizers/adamax.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import { amsgrad } from '../../../src/optimizers/amsgrad.ts';
import { lion } from '../../../src/optimizers/lion.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { signsgd } from '../../../src/optimizers/signsgd.ts';

const form = (optimizer: Optimizer): ReturnType<typeof rotationalEquilibrium> =>
  rotationalEquilibrium({ optimizer, profile: inferProfile(optimizer) });

test("SGD's form is the fixed point of its map", () => {
  const closed = form(sgd);
  if (typeof closed === 'string') throw new Error(closed);
  const { norm, rotation } = closed({ learningRate: 0.5, weightDecay: 0.25, hyperparameters: {}, dimension: 8, moment: 3 });
  // Q ← (1 − ηλ)² Q + η² S/Q, Q = ρ²
  expect((1 - 0.125) ** 2 * norm ** 2 + (0.25 * 3) / norm ** 2).toBeCloseTo(norm ** 2, 12);
  expect(rotation).toBe(Math.sqrt(2 * 0.125));
});

test('decay after the update and micro-batches have the fixed points of their own maps', () => {
  const setting = { learningRate: 0.5, weightDecay: 0.25, hyperparameters: {}, dimension: 8, moment: 3 };
  const normOf = (optimizer: Optimizer): number => {
    const closed = form(optimizer);
    if (typeof closed === 'string') throw new Error(closed);
    return closed(setting).norm;
  };
  const after: Optimizer = {
    name: 'decay-after',
    init: () => ({}),
    update({ parameters, gradients, learningRate, weightDecay }) {
      parameters.forEach(({ data: w }, i) =>
        w.forEach((x, j) => (w[j] = (1 - learningRate * weightDecay) * (x - learningRate * gradients[i].data[j]))),
      );
    },
  };
  // Q ← (1 − ηλ)² (Q + η² S/Q)
  const q = normOf(after) ** 2;
  expect((1 - 0.125) ** 2 * (q + (0.25 * 3) / q)).toBeCloseTo(q, 12);
  const accumulating = accumulateGradients(sgd, 4);
  expect(normOf(accumulating) ** 4).toBeCloseTo(normOf(sgd) ** 4 / 4, 12);
});

test.each([
  ['adamw', adamw],
  ['adam', adam],
  ['adamw of shorter memory', { ...adamw, hyperparameters: { ...adamw.hyperparameters, beta2: 0.99 } }],
] as const)('%s has a form', (_, optimizer: Optimizer) => {
  expect(form(optimizer)).toBeTypeOf('function');
});

const masked: Optimizer = {
  ...adamw,
  name: 'cautious',
  update(step) {
    const before = step.parameters.map(({ data }) => data.slice());
    adamw.update(step as never);
    // Coordinates that would go against the present gradient stay.
    step.parameters.forEach(({ data }, i) =>
      data.forEach((w, j) => {
        if ((w - before[i][j]) * step.gradients[i].data[j] > 0) data[j] = before[i][j];
      }),
    );
  },
};

test.each([
  ['adamax', adamax],
  ['adamax without a contract', { ...adamax, contract: undefined }],
  ['amsgrad, whose maximum does not forget', amsgrad],
  ['a masked adamw', masked],
  [
    'a sign of momentum',
    {
      ...lion,
      hyperparameters: undefined,
      update: (step: never) => lion.update({ ...(step as object), hyperparameters: { beta1: 0.9, beta2: 0.9 } } as never),
    },
  ],
] as const)('%s has none', (_, optimizer) => {
  expect(form(optimizer as unknown as Optimizer)).toBe('this rule has no closed form here');
});

test('nor has one whose second moment is not steady', () => {
  expect(form({ ...adamw, hyperparameters: { ...adamw.hyperparameters, beta2: 0.9 } })).toMatch(/β₂ ≥ 0.99/);
});

test('a sign without memory, and Lion, have one', () => {
  expect(form(signsgd)).toBeTypeOf('function');
  expect(form(lion)).toBeTypeOf('function');
});
