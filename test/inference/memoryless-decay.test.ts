import { expect, test } from 'vitest';
import { inferDecay } from '../../src/inference/decay.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { coordinatewise } from './rules.ts';

/** SGD under a falling rate of its own, and what momentum makes of it. */
const falling = (momentum: number, isCoupled: boolean): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, weightDecay, memory, step }) => {
      const rate = learningRate / step ** 0.25;
      memory.b = momentum * (memory.b ?? 0) + g + (isCoupled ? weightDecay * w : 0);
      return w - rate * memory.b - (isCoupled ? 0 : rate * weightDecay * w);
    },
    { contract: { weightDecay: 'decoupled' } },
  );

test('without memory, decay in the gradient and beside the step are the same at every rate', async () => {
  for (const isCoupled of [true, false])
    expect(inferDecay(falling(0, isCoupled), { weightDecay: 'decoupled' }).finding).toBeUndefined();
  const { results } = await checkOptimizer(falling(0, false), { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted')).toEqual([]);
});

test('with momentum they are not', () => {
  expect(inferDecay(falling(0.9, true), { weightDecay: 'decoupled' }).finding?.cause).toBe('decay-coupled');
});
