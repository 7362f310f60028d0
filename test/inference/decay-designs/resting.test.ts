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

/** Heavy ball, or Adam, on the larger half of the entries of a raw gradient, with a decay that is added to it. */
const halved = (rule: 'heavy-ball' | 'adam', strengthOf: (entry: number) => number): Optimizer => ({
  name: 'halved',
  contract: { weightDecay: 'coupled' },
  init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const [{ m, v }, g] = [(state as { m: Float64Array; v: Float64Array }[])[i], gradients[i].data];
      const least = Array.from(g, Math.abs).sort((a, b) => a - b)[Math.floor(g.length / 2)];
      for (let j = 0; j < w.length; j++) {
        if (Math.abs(g[j]) < least) continue;
        const decayed = g[j] + strengthOf(j) * weightDecay * w[j];
        m[j] = 0.9 * m[j] + decayed;
        v[j] = 0.99 * v[j] + decayed ** 2;
        w[j] -= learningRate * (rule === 'adam' ? m[j] / (Math.sqrt(v[j]) + 1e-8) : m[j]);
      }
    });
  },
});

test.each(['heavy-ball', 'adam'] as const)('a decay in the gradient rests with its entry, too: %s', async (rule) => {
  const ask = async (optimizer: Optimizer) => {
    const { results } = await checkOptimizer(optimizer, { laws: ['zero-gradient-decay'], seed: 1, configurations: 40 });
    return results.map(({ verdict }) => verdict);
  };
  expect(
    inferDecay(
      halved(rule, () => 1),
      { weightDecay: 'coupled' },
    ).design?.cause,
  ).toBe('decay-masked');
  expect(await ask(halved(rule, () => 1))).toEqual(['holds']);
  expect(await ask(halved(rule, () => 1.05))).toEqual(['refuted']);
  expect(await ask(halved(rule, (entry) => entry % 2))).toEqual(['refuted']);
});
