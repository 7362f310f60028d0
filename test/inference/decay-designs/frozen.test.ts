import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';

/** Signs with momentum on half of the entries, which a mask chooses by the first gradient or by their place. */
const masked = (isChosen: (first: number[], entry: number) => boolean, spares = true): Optimizer => ({
  name: 'masked',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const kept = state[i] as { m: Float64Array; mask?: boolean[] };
      kept.mask ??= Array.from(g, (_, j) => isChosen(Array.from(g, Math.abs), j));
      for (let j = 0; j < w.length; j++) {
        if (kept.mask[j] || !spares) w[j] *= 1 - learningRate * weightDecay;
        if (!kept.mask[j]) continue;
        kept.m[j] = momentum * kept.m[j] + (1 - momentum) * g[j];
        w[j] -= learningRate * Math.sign(kept.m[j]);
      }
    });
  },
});

const isLarge = (first: number[], entry: number): boolean =>
  first.filter((x) => x > first[entry]).length < Math.ceil(first.length / 2);

test('entries that the first gradient froze need not decay', async () => {
  expect(inferDecay(masked(isLarge)).design?.cause).toBe('basis-fixed');
  expect(inferDecay(masked(isLarge, false)).design).toBeUndefined();
  const { results } = await checkOptimizer(masked(isLarge), { laws: ['zero-gradient-decay'], seed: 1, configurations: 40 });
  expect(results.map(({ verdict }) => verdict)).toEqual(['holds']);
});

test('those that are left out by their place do not decay by mistake', () => {
  expect(inferDecay(masked((_, entry) => entry % 2 === 0)).finding?.cause).toBe('decay-skips-entries');
});

test('a frozen half does not excuse a wrong decay of the other', () => {
  const { update } = masked(isLarge);
  const twice: Optimizer = {
    ...masked(isLarge),
    update: (given) => update({ ...given, weightDecay: 2 * given.weightDecay }),
  };
  expect(inferDecay(twice).finding).toBeDefined();
});
