import { expect, test } from 'vitest';
import { growthOfEpsilon } from '../../src/inference/growing-epsilon.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { rmsprop } from '../../src/optimizers/rmsprop.ts';
import { coordinatewise } from './rules.ts';

/** AdamW whose epsilon is multiplied by a function of the step. */
const adamWith = (factor: (step: number) => number, inside = false) =>
  coordinatewise(
    ({ w, g, learningRate, step, memory, hyperparameters: { epsilon } }) => {
      memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
      memory.v = 0.99 * (memory.v ?? 0) + 0.01 * g * g;
      const [m, v] = [memory.m / (1 - 0.9 ** step), memory.v / (1 - 0.99 ** step)];
      const own = epsilon * factor(step);
      return w - learningRate * (m / (inside ? Math.sqrt(v + own * own) : Math.sqrt(v) + own));
    },
    { hyperparameters: { epsilon: 1e-8 } },
  );

test('an epsilon that grows with the step is measured', () => {
  expect(
    growthOfEpsilon(
      adamWith((step) => step),
      'epsilon',
      1e-38,
      0,
    ),
  ).toBeGreaterThan(8);
  expect(growthOfEpsilon(adamWith(Math.sqrt), 'epsilon', 1e-38, 0)).toBeGreaterThan(2);
  expect(
    growthOfEpsilon(
      adamWith((step) => step, true),
      'epsilon',
      1e-38,
      0,
    ),
  ).toBeGreaterThan(20);
});

test('one that stays, or acts less and less, is none', () => {
  expect(
    growthOfEpsilon(
      adamWith(() => 1),
      'epsilon',
      1e-38,
      0,
    ),
  ).toBeUndefined();
  expect(
    growthOfEpsilon(
      adamWith((step) => 1 / Math.sqrt(1 - 0.99 ** step)),
      'epsilon',
      1e-38,
      0,
    ),
  ).toBeUndefined();
  expect(growthOfEpsilon(adamw, 'epsilon', 1e-38, 0)).toBeUndefined();
  expect(growthOfEpsilon(rmsprop, 'epsilon', 1e-38, 0)).toBeUndefined();
});
