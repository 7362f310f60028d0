import { expect, test } from 'vitest';
import { normalisedAlone } from '../../../src/inference/decay-mistakes/term.ts';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';

/** Adam on gradients that are clipped by a norm of all of them, with a decay that is added to them as it is, or as something else. */
const clippedFirst = (decayOf: (decay: number[]) => number[]): Optimizer => ({
  name: 'clipped-first',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, limit: 1 },
  contract: { weightDecay: 'coupled' },
  init: ({ parameters }) => parameters.map(({ data }) => [0, 1].map(() => data.map(() => 0))),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon, limit }, step }) {
    const factor = Math.min(1, limit / (Math.hypot(...gradients.map(({ data }) => Math.hypot(...data))) || 1));
    parameters.forEach(({ data: w }, i) => {
      const [m, v] = (state as Float64Array[][])[i];
      const decay = decayOf(Array.from(w, (x) => weightDecay * x));
      for (let j = 0; j < w.length; j++) {
        const g = factor * gradients[i].data[j] + decay[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
      }
    });
  },
});

test('a decay that is added to clipped gradients of Adam is undecided, claimed or not', async () => {
  const honest = clippedFirst((decay) => decay);
  expect(normalisedAlone(honest)?.cause).toBe('ambiguous');
  for (const subject of [honest, { ...honest, contract: {} }]) {
    const { results } = await checkOptimizer(subject, { tier: 'exact', seed: 1, configurations: 10 });
    expect(results.filter(({ verdict }) => verdict === 'refuted')).toEqual([]);
    expect(results.some(({ verdict }) => verdict === 'undecided')).toBe(true);
  }
});

test('one that is made as long as a number whatever it is, is normalised', async () => {
  const normalised = clippedFirst((decay) => decay.map((x) => x / (Math.hypot(...decay) || 1)));
  expect(normalisedAlone(normalised)?.cause).toBe('decay-normalised');
  const { verdict } = await checkOptimizer(normalised, { laws: ['zero-gradient-decay'], seed: 1, configurations: 10 });
  expect(verdict).toBe('refuted');
});

test('a decay that is clipped with the gradient is that of a penalty on a loss whose gradient is clipped: a note', async () => {
  const clippedLast: Optimizer = {
    name: 'clipped-last',
    hyperparameters: { momentum: 0.9, limit: 1 },
    contract: { weightDecay: 'coupled' },
    init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, limit } }) {
      const sums = parameters.map(({ data }, i) => Array.from(data, (x, j) => gradients[i].data[j] + weightDecay * x));
      const factor = Math.min(1, limit / (Math.hypot(...sums.flat()) || 1));
      parameters.forEach(({ data: w }, i) => {
        const d = sums[i];
        const b = (state as Float64Array[])[i];
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (b[j] = momentum * b[j] + factor * d[j]);
      });
    },
  };
  const { verdict } = await checkOptimizer(clippedLast, { tier: 'exact', seed: 1, configurations: 10 });
  expect(verdict).toBe('holds');
  expect(inferProfile(clippedLast).notes).toContainEqual(expect.objectContaining({ cause: 'decay-clipped' }));
});

test('a decay that is cut is told by how it is where it is small', () => {
  const cut: Optimizer = {
    name: 'cut',
    init: () => ({}),
    update: ({ parameters, gradients, learningRate, weightDecay }) =>
      parameters.forEach(({ data: w }, i) => {
        const length = weightDecay * Math.hypot(...w);
        const factor = weightDecay * Math.min(1, 0.05 / (length || 1));
        w.forEach((x, j) => (w[j] -= learningRate * (gradients[i].data[j] + factor * x)));
      }),
  };
  expect(normalisedAlone(cut)).toMatchObject({ cause: 'decay-not-proportional', sentence: expect.stringMatching(/is cut/) });
});
