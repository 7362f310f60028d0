import { expect, test } from 'vitest';
import { adamw } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Weights that shrink by a share of the learning rate beside a step along an average of gradients. */
const shrinking = (share: number, step: (mean: Float64Array) => Float64Array): Optimizer => ({
  name: 'shrinking',
  hyperparameters: { fresh: 0.1, radius: 3 },
  contract: { weightDecay: 'none' },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, hyperparameters: { fresh, radius } }) {
    parameters.forEach(({ data: w }, i) => {
      const mean = (state as Float64Array[])[i];
      for (let j = 0; j < w.length; j++) mean[j] += fresh * (gradients[i].data[j] - mean[j]);
      const along = step(mean);
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (radius * along[j] + share * w[j]);
    });
  },
});

const signs = (mean: Float64Array): Float64Array => mean.map(Math.sign);
const unit = (mean: Float64Array): Float64Array => {
  const length = Math.hypot(...mean);
  return mean.map((x) => (length > 0 ? x / length : 0));
};

test.each([
  ['signs', signs],
  ['steps of one length', unit],
])('weights that are mixed with %s are not decayed by mistake', async (_, step) => {
  const { results, subject } = await checkOptimizer(shrinking(1, step), { tier: 'exact', seed: 1, configurations: 10 });
  expect(results.flatMap(({ law, verdict, cause }) => (verdict === 'refuted' ? [[law, cause]] : []))).toEqual([]);
  expect(subject!.notes.map(({ cause }) => cause)).toContain('decay-built-in');
});

test('weights that shrink by the rate alone beside Adam are refuted, though its first step has one length', async () => {
  const forgotten: Optimizer = {
    ...adamw,
    contract: { weightDecay: 'none' },
    update: (given) => adamw.update({ ...given, weightDecay: 1 } as never),
  };
  const { results } = await checkOptimizer(forgotten, { laws: ['zero-gradient-decay'], configurations: 5 });
  expect(results).toMatchObject([{ verdict: 'refuted', cause: 'drift' }]);
});

test.each([
  ['by another share, beside signs', 0.5, signs],
  ['beside steps as long as gradients', 1, (mean: Float64Array) => mean],
])('weights that shrink without a decay %s are refuted', async (_, share, step) => {
  const { results } = await checkOptimizer(shrinking(share, step), { laws: ['zero-gradient-decay'], configurations: 5 });
  expect(results).toMatchObject([{ verdict: 'refuted', cause: 'drift' }]);
});
