import { expect, test } from 'vitest';
import { inferCore } from '../../../src/inference/core/infer-core.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

/** Adam that begins anew every so many steps, with both moments cleared or with one alone. */
const restarting = (every: number, clears: readonly ('m' | 'v')[]): Optimizer => ({
  name: 'restarting',
  hyperparameters: { beta1: 0.9, beta2: 0.99, every },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({
      m: new Float64Array(data.length),
      v: new Float64Array(data.length),
    })),
  update({ parameters, gradients, state, learningRate, hyperparameters: { beta1, beta2, every: period }, step }) {
    const t = ((step - 1) % period) + 1;
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i] as { m: Float64Array; v: Float64Array };
      if (t === 1 && clears.includes('m')) m.fill(0);
      if (t === 1 && clears.includes('v')) v.fill(0);
      gradients[i].data.forEach((g: number, j: number) => {
        m[j] += (1 - beta1) * (g - m[j]);
        v[j] += (1 - beta2) * (g * g - v[j]);
        w[j] -= (learningRate * m[j]) / (1 - beta1 ** t) / (Math.sqrt(v[j] / (1 - beta2 ** t)) + 1e-100);
      });
    });
  },
});

test.each([
  ['first', 'm'],
  ['second', 'v'],
] as const)('a restart that clears the %s moment alone is named', (name, moment) => {
  expect(inferCore(restarting(12, [moment]), {}, 0)?.mistake).toMatchObject({
    cause: 'buffer-cleared',
    sentence: expect.stringContaining(`every 12 steps the ${name} moment alone is cleared`) as string,
  });
});

test('one that clears both is not taken for it', () => {
  expect(inferCore(restarting(12, ['m', 'v']), {}, 0)?.mistake).toBeUndefined();
});
