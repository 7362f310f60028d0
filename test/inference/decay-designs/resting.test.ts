import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';

/** Signed momentum on entries of which a running mean is large, and a decay of those that are said. */
const thresholded = (
  decays: (mean: number, gradient: number) => boolean,
  moves = (mean: number): boolean => Math.abs(mean) >= 0.05,
): Optimizer => ({
  name: 'thresholded',
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const m = state[i] as Float64Array;
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j];
        m[j] = 0.9 * m[j] + 0.1 * g;
        if (decays(m[j], g)) w[j] *= 1 - learningRate * weightDecay;
        if (moves(m[j])) w[j] -= learningRate * Math.sign(m[j]);
      }
    });
  },
});

const isLarge = (mean: number): boolean => Math.abs(mean) >= 0.05;

test('an entry that rests below a threshold need not decay', async () => {
  expect(inferDecay(thresholded(isLarge)).design?.cause).toBe('decay-masked');
  const { results } = await checkOptimizer(thresholded(isLarge), { laws: ['zero-gradient-decay'], seed: 1, configurations: 40 });
  expect(results.map(({ verdict }) => verdict)).toEqual(['holds']);
});

test('one that moves and is not decayed is left out by mistake', () => {
  expect(inferDecay(thresholded((mean) => Math.abs(mean) >= 0.1)).finding).toBeDefined();
  expect(inferDecay(thresholded(isLarge, () => true)).finding).toBeDefined();
});

test('a decay that is left out where the gradient is zero is a mistake still', async () => {
  const skipping = thresholded(
    (_, gradient) => gradient !== 0,
    () => true,
  );
  const { results } = await checkOptimizer(skipping, { laws: ['zero-gradient-decay'], seed: 1, configurations: 40 });
  expect(results.map(({ cause }) => cause)).toEqual(['decay-skips-zero-gradient']);
});
