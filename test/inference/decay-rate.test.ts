import { expect, test } from 'vitest';
import { decayRate } from '../../src/inference/decay-rate.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { iterate } from '../../src/optimizers/iterate.ts';
import { nesterov } from '../../src/optimizers/nesterov.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { sgdwIndependent } from '../../src/optimizers/sgdw-independent.ts';

const rate = (optimizer: Optimizer): number | undefined => decayRate(inferProfile(optimizer), 0.01, 0.1);

test.each([
  ['plain', sgd, 0.001],
  ['with momentum', { ...heavyBall, hyperparameters: { momentum: 0.9, dampening: 0 } }, 0.01],
  ['with slow momentum', { ...heavyBall, hyperparameters: { momentum: 0.999, dampening: 0 } }, 1],
  ['with dampened momentum', { ...heavyBall, hyperparameters: { momentum: 0.9, dampening: 0.5 } }, 0.005],
  ['with an average', { ...heavyBall, hyperparameters: { momentum: 0.9, dampening: 0.9 } }, 0.001],
  ['Nesterov', { ...nesterov, hyperparameters: { momentum: 0.9 } }, 0.01],
  ['decoupled', adamw, 0.001],
  ['independent', sgdwIndependent, 0.1],
] as const)('%s', (_, optimizer: Optimizer, expected) => {
  expect(rate(optimizer)).toBeCloseTo(expected, 6);
});

test('is the rate at which weights without gradients decay in the long run', () => {
  const dampened = { ...heavyBall, hyperparameters: { momentum: 0.9, dampening: 0.5 } };
  const zeros = Array.from({ length: 3000 }, () => [0]);
  const [after] = iterate(dampened, [1], zeros, { learningRate: 0.001, weightDecay: 0.1 });
  // κ = 0.0005 but for terms of second order, and for the first, undampened step.
  expect(-Math.log(after) / 3000).toBeCloseTo(decayRate(inferProfile(dampened), 0.001, 0.1)!, 5);
});

test('is not known where it depends on the gradients', () => {
  expect(rate(adam)).toBeUndefined();
});
