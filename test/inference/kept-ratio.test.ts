import { describe, expect, test } from 'vitest';
import { keptRatio } from '../../src/inference/kept-ratio.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Steps as long as the first weights, whatever the gradients are: Nero (Liu et al. 2021, arXiv 2102.07227) without its constraints. */
const nero: Optimizer = {
  name: 'nero',
  init: ({ parameters }) => parameters.map(({ data }) => Math.hypot(...data)),
  update({ parameters, gradients, state, learningRate }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const factor = (learningRate * (state as number[])[i]) / Math.hypot(...g);
      for (let j = 0; j < w.length; j++) w[j] -= factor * g[j];
    });
  },
};

/** Steps as long as a share of the norm of the weights, which is taken anew every so many steps. */
const lars = (every: number): Optimizer => ({
  name: 'lars',
  init: () => ({ ratios: [] }),
  update({ parameters, gradients, state, learningRate, step }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      if ((step - 1) % every === 0) state.ratios[i] = Math.hypot(...w) / Math.hypot(...g);
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * state.ratios[i] * g[j];
    });
  },
});

describe('a ratio of norms', () => {
  test('is kept for ever', () => expect(keptRatio(lars(Infinity), 0)?.cause).toBe('ratio-kept'));
  test.each([1, 10, 49])('is renewed every %d steps', (every) => expect(keptRatio(lars(every), 0)).toBeUndefined());
  test('is kept from the second step on', () => {
    const late: Optimizer = { ...lars(1), update: (given) => (given.step <= 2 ? lars(1) : lars(Infinity)).update(given) };
    expect(keptRatio(late, 0)?.cause).toBe('ratio-kept');
  });
  test('is no length that is that of the first weights', () => expect(keptRatio(nero, 0)).toBeUndefined());
  test('is kept by no optimizer that ships with the package', () => {
    for (const optimizer of optimizers) expect([optimizer.name, keptRatio(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
