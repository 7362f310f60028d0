import { describe, expect, test } from 'vitest';
import { lateClipping } from '../../src/inference/late-clipping.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Momentum on gradients that are clipped by a norm of all of them. */
const clipped = (normOf: (now: number, before: number) => number): Optimizer => ({
  name: 'clipped',
  hyperparameters: { momentum: 0.9, limit: 1 },
  init: ({ parameters }) => ({ last: 0, of: parameters.map(({ data }) => data.map(() => 0)) }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, limit } }) {
    const kept = state as { last: number; of: Float64Array[] };
    const now = Math.hypot(...gradients.map(({ data }) => Math.hypot(...data)));
    const factor = Math.min(1, limit / (normOf(now, kept.last) || 1));
    kept.last = now;
    parameters.forEach(({ data: w }, i) => {
      const b = kept.of[i];
      for (let j = 0; j < w.length; j++) {
        b[j] = momentum * b[j] + factor * gradients[i].data[j];
        w[j] -= learningRate * (b[j] + weightDecay * w[j]);
      }
    });
  },
});

const verdictOf = async (optimizer: Optimizer): Promise<unknown[]> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['first-step'], seed: 1, configurations: 10 });
  return [results[0].verdict, results[0].cause];
};

test('gradients that are clipped by the norm of the step before are refuted', async () => {
  const mistaken = clipped((_, before) => before);
  expect(lateClipping(mistaken, 0)?.cause).toBe('clipping-late');
  expect(await verdictOf(mistaken)).toEqual(['refuted', 'clipping-late']);
});

/** Adam or momentum on gradients that are clipped by norms of the step before, of each tensor by itself or of all of them. */
const late = (isAdam: boolean, isEach: boolean, limit: number, isLate = true): Optimizer => ({
  name: 'late',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, limit },
  init: ({ parameters }) => ({
    last: parameters.map(() => 0),
    of: parameters.map(({ data }) => [0, 1].map(() => data.map(() => 0))),
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const kept = state as { last: number[]; of: Float64Array[][] };
    const { beta1, beta2, epsilon } = hyperparameters;
    const own = gradients.map(({ data }) => Math.hypot(...data));
    const norms = isEach ? own : own.map(() => Math.hypot(...own));
    parameters.forEach(({ data: w }, i) => {
      const factor = Math.min(1, hyperparameters.limit / ((isLate ? kept.last : norms)[i] || 1));
      const [m, v] = kept.of[i];
      for (let j = 0; j < w.length; j++) {
        const g = factor * gradients[i].data[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        const second = isAdam ? Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon : 1;
        w[j] -= learningRate * (m[j] / (1 - beta1 ** step) / second + weightDecay * w[j]);
      }
    });
    kept.last = norms;
  },
});

describe.each([
  ['Adam', true],
  ['momentum', false],
] as const)('before %s', (_, isAdam) => {
  test.each([
    [false, 1],
    [true, 1],
    [false, 100],
    [true, 100],
    [true, 1e-3],
  ])('of each tensor: %j, at a limit of %d', async (isEach, limit) => {
    expect(lateClipping(late(isAdam, isEach, limit), 0)?.cause).toBe('clipping-late');
    expect(await verdictOf(late(isAdam, isEach, limit))).toEqual(['refuted', 'clipping-late']);
    expect(lateClipping(late(isAdam, isEach, limit, false), 0)).toBeUndefined();
  });
});

test.each([
  ['the norm of their own step', (now: number) => now],
  ['the larger of both', Math.max],
  ['a mean of both', (now: number, before: number) => (now + before) / 2],
])('those that are clipped by %s are not', async (_, normOf) => {
  expect(lateClipping(clipped(normOf), 0)).toBeUndefined();
  expect((await verdictOf(clipped(normOf)))[0]).not.toBe('refuted');
});

/** Gradients over a norm of all before them, of which a share is kept. */
const byNormsBefore = (keeps: number, takes: number): Optimizer => ({
  name: 'by-norms-before',
  hyperparameters: { epsilon: 1e-3 },
  init: () => ({ sum: 1 }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { epsilon } }) {
    const kept = state as { sum: number };
    const factor = 1 / (Math.sqrt(kept.sum) + epsilon);
    kept.sum = keeps * kept.sum + takes * gradients.reduce((sum, { data }) => sum + Math.hypot(...data) ** 2, 0);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (factor * gradients[i].data[j] + weightDecay * w[j]);
    });
  },
});

test.each([
  ['a sum', 1, 1],
  ['a mean', 0.9, 0.1],
])('a rate by %s of all norms before the step, which leaves out its own, is no late clipping', async (_, keeps, takes) => {
  const optimizer = byNormsBefore(keeps, takes);
  expect(lateClipping(optimizer, 0)).toBeUndefined();
  expect((await verdictOf(optimizer))[0]).not.toBe('refuted');
});

test.each(optimizers)('$name clips nothing late', (optimizer) => expect(lateClipping(optimizer, 0)).toBeUndefined());
