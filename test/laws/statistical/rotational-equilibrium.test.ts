import { expect, test } from 'vitest';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import { rotationalEquilibrium } from '../../../src/laws/statistical/rotational-equilibrium.ts';
import { adam } from '../../../src/optimizers/adam.ts';
import { adamax } from '../../../src/optimizers/adamax.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import { amsgrad } from '../../../src/optimizers/amsgrad.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';

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

test.each([
  ['adamw', adamw],
  ['adam', adam],
  ['adamw of shorter memory', { ...adamw, hyperparameters: { ...adamw.hyperparameters, beta2: 0.99 } }],
] as const)('%s has a form', (_, optimizer: Optimizer) => {
  expect(form(optimizer)).toBeTypeOf('function');
});

test.each([
  ['adamax', adamax, /root mean square/],
  ['adamax without a contract', { ...adamax, contract: undefined }, /root mean square/],
  ['amsgrad, whose maximum does not forget', amsgrad, /root mean square/],
  [
    'adamw whose second moment is not steady',
    { ...adamw, hyperparameters: { ...adamw.hyperparameters, beta2: 0.9 } },
    /β₂ ≥ 0.99/,
  ],
] as const)('%s has none', (_, optimizer: Optimizer, reason) => {
  expect(form(optimizer)).toMatch(reason);
});
