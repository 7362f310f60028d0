import { expect, test } from 'vitest';
import { findStuckMoment } from '../../src/inference/stuck-moment.ts';
import { adagrad } from '../../src/optimizers/adagrad.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { coordinatewise } from './rules.ts';

/** Rounded to the 8 bits of bfloat16. */
const short = (x: number): number => {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 7);
  return x === 0 ? 0 : Math.round(x / unit) * unit;
};

/** Adam whose second moment is kept as `keep` says. */
const adamKeeping = (keep: (v: number) => number, beta2: number) =>
  coordinatewise(
    ({ w, g, learningRate, step, memory, hyperparameters: { beta1, beta2: b } }) => {
      memory.m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
      memory.v = keep(b * (memory.v ?? 0) + (1 - b) * g * g);
      return w - (learningRate * memory.m) / (1 - beta1 ** step) / (Math.sqrt(memory.v / (1 - b ** step)) + 1e-8);
    },
    { hyperparameters: { beta1: 0.9, beta2 } },
  );

test('a second moment of 8 bits does not shrink by a coefficient of 0.999, and does by 0.95', () => {
  expect(findStuckMoment(adamKeeping(short, 0.999))?.sentence).toContain('beta2 = 0.999 is 1 in the number format');
  expect(findStuckMoment(adamKeeping(short, 0.95))).toBeUndefined();
  expect(findStuckMoment(adamKeeping((v) => v, 0.999))).toBeUndefined();
});

test('sums that nothing makes smaller are none', () => {
  expect(findStuckMoment(adagrad)).toBeUndefined();
  expect(findStuckMoment(adamw)).toBeUndefined();
});
