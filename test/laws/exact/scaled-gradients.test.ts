import { expect, test } from 'vitest';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';
import { coordinatewise } from '../../inference/rules.ts';

/** Momentum inside the rate on gradients that are multiplied by an option and clipped, with λw times a factor beside them. */
const rescaled = (clip: number, strength: number): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, weightDecay, memory, hyperparameters: h }) => {
      const scaled = Math.max(-h.clip, Math.min(h.clip, g * h.rescale));
      memory.b = h.momentum * (memory.b ?? 0) - learningRate * (scaled + strength * weightDecay * w);
      return w + memory.b;
    },
    { hyperparameters: { momentum: 0.9, rescale: 2 ** -5, clip }, contract: { weightDecay: 'coupled', momentum: 'rate-inside' } },
  );

const verdictOf = async (optimizer: Optimizer): Promise<string> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['radial-identity'], seed: 1, configurations: 40 });
  return results[0].verdict;
};

test('λw beside gradients that are scaled is not scaled as they are', async () => {
  expect(await verdictOf(rescaled(1e12, 1))).toBe('holds');
  expect(await verdictOf(rescaled(1e12, 2))).toBe('refuted');
});

test('what clips large gradients says nothing of momentum, and is not refuted by a claim of it', async () => {
  expect(await verdictOf(rescaled(5, 1))).toBe('undecided');
});
