import { describe, expect, test } from 'vitest';
import { turnedSizes } from '../../src/inference/turned-sizes.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface Memory {
  size: Float64Array;
  last: Float64Array;
}

/** Rprop with its factors, which goes on with a gradient that has changed its sign or leaves it out. */
const rprop = (kept: number, changed: number, leavesOut = true): Optimizer => ({
  name: 'rprop',
  hyperparameters: { kept, changed, least: 1e-6, most: 50 },
  init: ({ parameters }) => ({
    of: parameters.map(({ data }): Memory => ({
      size: data.map(() => 0) as Float64Array,
      last: data.map(() => 0) as Float64Array,
    })),
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: options, step }) {
    parameters.forEach(({ data: w }, i) => {
      const { size, last } = (state as { of: Memory[] }).of[i];
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j] + weightDecay * w[j];
        const agrees = Math.sign(g * last[j]);
        const factor = agrees === 0 ? 1 : agrees > 0 ? options.kept : options.changed;
        size[j] = Math.min(Math.max((step === 1 ? learningRate : size[j]) * factor, options.least), options.most);
        last[j] = agrees < 0 && leavesOut ? 0 : g;
        w[j] -= size[j] * Math.sign(last[j]);
      }
    });
  },
});

describe('step sizes that follow the agreement of signs', () => {
  test.each([true, false])('the wrong way round are refuted (left out: %s)', async (leavesOut) => {
    const turned = rprop(0.5, 1.2, leavesOut);
    expect(turnedSizes(turned, 0)?.cause).toBe('step-sizes-turned');
    const { results } = await checkOptimizer(turned, { laws: ['first-step'], seed: 1, configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'refuted', cause: 'step-sizes-turned' }]);
  });

  test.each([true, false])('are right (left out: %s)', async (leavesOut) => {
    const right = rprop(1.2, 0.5, leavesOut);
    expect(turnedSizes(right, 0)).toBeUndefined();
    const { results } = await checkOptimizer(right, { laws: ['first-step'], seed: 1, configurations: 5 });
    expect(results[0].verdict).not.toBe('refuted');
  });

  test('or shrink whatever signs are, are none', () => expect(turnedSizes(rprop(0.9, 0.9), 0)).toBeUndefined());

  test.each(optimizers)('are none of $name', (optimizer) => expect(turnedSizes(optimizer, 0)).toBeUndefined());
});
