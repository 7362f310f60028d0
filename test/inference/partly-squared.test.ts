import { expect, test } from 'vitest';
import { actsPartlySquared } from '../../src/inference/partly-squared.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { coordinatewise } from './rules.ts';

/** Nesterov's momentum whose buffer has η inside, with a step that is made of a gradient, the buffer and η. */
const nesterov = (step: (d: number, ahead: number, learningRate: number) => number): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, weightDecay, memory, hyperparameters: { momentum } }) => {
      const d = g + weightDecay * w;
      memory.b = momentum * (memory.b ?? 0) + learningRate * d;
      return w - step(d, momentum * memory.b, learningRate);
    },
    {
      hyperparameters: { momentum: 0.9 },
      contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
    },
  );

test.each([
  ['the buffer', nesterov((d, ahead, learningRate) => learningRate * (d + ahead))],
  ['the gradient', nesterov((d, ahead, learningRate) => learningRate * learningRate * d + ahead)],
])('a rate that multiplies %s once more is named, whatever is claimed', async (_, optimizer) => {
  expect(actsPartlySquared(optimizer, 0)).toBe(true);
  for (const subject of [optimizer, { ...optimizer, contract: undefined }]) {
    const { results } = await checkOptimizer(subject, { tier: 'exact', seed: 1, configurations: 10 });
    const refuted = results.filter(({ verdict }) => verdict === 'refuted');
    expect(new Set(refuted.map(({ cause }) => cause))).toEqual(new Set(['rate-squared']));
  }
});

/** SGD at a rate of which something is made. */
const atRate = (of: (learningRate: number, step: number) => number): Optimizer =>
  coordinatewise(({ w, g, learningRate, step }) => w - of(learningRate, step) * g);

test.each<[string, Optimizer]>([
  ['once, inside', nesterov((d, ahead, learningRate) => learningRate * d + ahead)],
  ['and is limited', atRate((learningRate) => Math.min(learningRate, 0.3))],
  ['and damps itself', atRate((learningRate) => learningRate / (1 + learningRate))],
  ['and falls with its own sum, as in averaged SGD', atRate((rate, step) => rate * (1 + 1e-2 * rate * step) ** -0.75)],
  ['beside a number', atRate((learningRate) => learningRate + 0.1)],
  ['squared as a whole', atRate((learningRate) => learningRate * learningRate)],
])('one that acts %s is not partly squared', (_, optimizer) => expect(actsPartlySquared(optimizer, 0)).toBe(false));

test('a product of gradients and of how far weights have moved since every second step is none', async () => {
  const compensated = coordinatewise(({ w, g, learningRate, weightDecay, memory, step }) => {
    if (step % 2 === 1) memory.b = w;
    return w - learningRate * (g + g * g * (w - memory.b) + weightDecay * w);
  });
  expect(actsPartlySquared(compensated, 0)).toBe(false);
  expect((await checkOptimizer(compensated, { tier: 'exact', seed: 3, configurations: 10 })).verdict).not.toBe('refuted');
});

test.each(optimizers)('$name has its rate once', (optimizer) => expect(actsPartlySquared(optimizer, 0)).toBe(false));
