import { expect, test } from 'vitest';
import { inferDecay } from '../../src/inference/decay.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { ask, lawOf } from '../laws/asking.ts';
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

/** Heavy ball whose last tensor has ten times the rate, as a head has, for its gradient and for its decay, or for one of them. */
const head = (isCoupled: boolean, decayed = 10, moved = 10): Optimizer => ({
  name: 'head',
  contract: { weightDecay: 'decoupled' },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    const buffers = state as Float64Array[];
    for (const [i, { data: w }] of parameters.entries()) {
      const [rate, decay] = (i === parameters.length - 1 ? [moved, decayed] : [1, 1]).map((own) => own * learningRate);
      for (let j = 0; j < w.length; j++) {
        buffers[i][j] = 0.9 * buffers[i][j] + gradients[i].data[j] + (isCoupled ? weightDecay * w[j] : 0);
        w[j] -= rate * buffers[i][j] + (isCoupled ? 0 : decay * weightDecay * w[j]);
      }
    }
  },
});

test('of tensors that have rates of their own, each decays by its own', () => {
  const law = lawOf('zero-gradient-decay');
  expect(inferDecay(head(false), { weightDecay: 'decoupled' }).finding).toBeUndefined();
  expect(ask(law, head(false)).verdict).toBe('holds');
  expect(inferDecay(head(true), { weightDecay: 'decoupled' }).finding?.cause).toBe('decay-coupled');
  // A decay ten times as strong where the rate is the usual one.
  expect(ask(law, head(false, 10, 1)).verdict).toBe('refuted');
  expect(ask(law, head(false, 20)).verdict).toBe('refuted');
});
