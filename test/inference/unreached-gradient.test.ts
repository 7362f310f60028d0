import { describe, expect, test } from 'vitest';
import { unreachedGradient } from '../../src/inference/unreached-gradient.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Steps along the rows that had the largest gradient when they were chosen, every so many steps. */
const leading = (every: number): Optimizer => ({
  name: 'leading rows',
  init: () => ({ chosen: [] }),
  update({ parameters, gradients, state, learningRate, step }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const g = Array.from(gradients[i].data);
      const columns = w.length / shape[0];
      const square = (row: number): number => g.slice(row * columns, (row + 1) * columns).reduce((sum, x) => sum + x * x, 0);
      if ((step - 1) % every === 0)
        state.chosen[i] = Array.from({ length: shape[0] }, (_, row) => row).reduce((best, row) =>
          square(row) > square(best) ? row : best,
        );
      for (let j = 0; j < w.length; j++) if (Math.floor(j / columns) === state.chosen[i]) w[j] -= learningRate * g[j];
    });
  },
});

describe('a gradient beside the first one', () => {
  test('is lost for ever, which is a note', () => expect(unreachedGradient(leading(Infinity), 0)?.cause).toBe('basis-fixed'));
  test.each([1, 50, 1000])('is seen when the basis is chosen anew, every %d steps', (every) =>
    expect(unreachedGradient(leading(every), 0)).toBeUndefined(),
  );
  test('is seen by the optimizers of the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, unreachedGradient(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
