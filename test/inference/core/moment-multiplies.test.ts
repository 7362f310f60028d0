import { expect, test } from 'vitest';
import { inferCore } from '../../../src/inference/core/infer-core.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

type Size = (v: number, g: number, beta2: number) => number;
type Use = (m: number, v: number, step: number) => number;

/** A mean of gradients, and a size of them that does something to it. */
const rule = (size: Size, use: Use): Optimizer => ({
  name: 'rule',
  hyperparameters: { beta1: 0.9, beta2: 0.999 },
  init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
  update({ parameters, gradients, state, learningRate, hyperparameters: { beta1, beta2 }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i] as Record<'m' | 'v', Float64Array>;
      gradients[i].data.forEach((g: number, j: number) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = size(v[j], g, beta2);
        w[j] -= learningRate * use(m[j], v[j], step);
      });
    });
  },
});

const mean: Size = (v, g, beta2) => beta2 * v + (1 - beta2) * g * g;
const largest: Size = (v, g, beta2) => Math.max(beta2 * v, Math.abs(g));

test.each([
  ['a mean that is corrected', mean, (m, v, t) => (m / (1 - 0.9 ** t)) * Math.sqrt(v / (1 - 0.999 ** t))],
  ['one beside a mean that is not', mean, (m, v, t) => m * Math.sqrt(v / (1 - 0.999 ** t))],
  ['one that is not, beside a mean that is', mean, (m, v, t) => (m / (1 - 0.9 ** t)) * Math.sqrt(v)],
  ['the largest gradient', largest, (m, v, t) => (m / (1 - 0.9 ** t)) * v],
  ['the largest gradient, where nothing is corrected', largest, (m, v) => m * v],
] satisfies [string, Size, Use][])('a step that is multiplied by %s is named', (_, size, use) => {
  expect(inferCore(rule(size, use), {}, 0)?.mistake?.cause).toBe('moment-multiplies');
});

test('one that is divided by it has no mistake', () => {
  const divided = rule(largest, (m, v, t) => m / (1 - 0.9 ** t) / (v || 1));
  expect(inferCore(divided, {}, 0)).toMatchObject({ family: 'adamax' });
  expect(inferCore(divided, {}, 0)).not.toHaveProperty('mistake');
});
