import { expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { equilibrium } from '../../src/laws/statistical/equilibrium.ts';
import { hasMemory, startMemory } from '../../src/inference/start-memory.ts';
import { objective } from '../../src/objectives/reference.ts';
import { adafactor } from '../../src/optimizers/adafactor.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { amsgrad } from '../../src/optimizers/amsgrad.ts';
import { lion } from '../../src/optimizers/lion.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

const window = { from: 206, to: 425 };

test('moving averages have forgotten the start, exponentially', () => {
  const late = startMemory(adamw, { ...adamw.hyperparameters, beta2: 0.95 }, window);
  expect(late).toBeLessThan(1e-3);
  const early = startMemory(adamw, { ...adamw.hyperparameters, beta2: 0.95 }, { from: 6, to: 10 });
  expect(early).toBeGreaterThan(0.1);
});

test('averages over ever more steps, and maxima, have not', () => {
  expect(startMemory(adafactor, adafactor.hyperparameters!, { from: 116, to: 245 })).toBeGreaterThan(0.01);
  // A maximum of 144 times the usual v divides by 12.
  expect(startMemory(amsgrad, { ...amsgrad.hyperparameters, beta2: 0.95 }, window)).toBeGreaterThan(1);
});

test('equilibrium is claimed of those that forget', () => {
  const digits = objective('digits-mlp?widths=16&batch=16');
  const asked = (optimizer: Optimizer): true | string =>
    equilibrium.applies({ optimizer, profile: inferProfile(optimizer) }, digits);
  expect(asked(adamw)).toBe(true);
  expect(asked(adafactor)).toMatch(/^its moments do not forget the start: larger gradients there still change steps by \d\.\d %/);
  const maximum: Optimizer = {
    ...amsgrad,
    name: 'amsgradw',
    contract: { symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 }, weightDecay: 'decoupled' },
    update(step) {
      for (const { data } of step.parameters)
        for (let j = 0; j < data.length; j++) data[j] *= 1 - step.learningRate * step.weightDecay;
      amsgrad.update({ ...step, weightDecay: 0 } as never);
    },
  };
  expect(asked(maximum)).toMatch(/^its moments do not forget the start/);
});

test('coefficients of moments are known by their effect, whatever they are called', () => {
  const renamed: Optimizer = {
    name: 'renamed',
    hyperparameters: { lag: 0.9, epsilon2: 0.999, beta: 1e-8 },
    init: (problem) => adamw.init(problem),
    update: (context) => {
      const { lag, epsilon2, beta } = context.hyperparameters;
      adamw.update({ ...context, hyperparameters: { beta1: lag, beta2: epsilon2, epsilon: beta } });
    },
  };
  expect(['lag', 'epsilon2', 'beta'].map((name) => hasMemory(renamed, name))).toEqual([true, true, false]);
  expect(['beta1', 'beta2'].map((name) => hasMemory(lion, name))).toEqual([true, true]);
});
