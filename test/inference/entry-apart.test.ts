import { describe, expect, test } from 'vitest';
import { entryApart } from '../../src/inference/entry-apart.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { coordinatewise } from './rules.ts';

const read = (optimizer: Optimizer): string | undefined => entryApart(optimizer, 0)?.cause;

/** Momentum that is dampened in those entries of a tensor that are chosen. */
const dampened = (isIn: (entry: number, length: number) => boolean): Optimizer => ({
  name: 'dampened',
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const m = (state as Float64Array[])[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = 0.9 * m[j] + (isIn(j, w.length) ? 0.1 : 1) * gradients[i].data[j];
        w[j] -= learningRate * (m[j] + weightDecay * w[j]);
      }
    });
  },
});

describe('an entry that is trained by another rule than the others', () => {
  test.each([
    ['last', dampened((entry, length) => entry < length - 1)],
    ['first', dampened((entry) => entry > 0)],
  ])('is found where it is the %s one', async (which, optimizer) => {
    expect(entryApart(optimizer, 0)).toMatchObject({ cause: 'entry-apart', sentence: expect.stringContaining(which) as string });
    const { results } = await checkOptimizer(optimizer, { laws: ['first-step'], configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'refuted', cause: 'entry-apart' }]);
  });

  test('is none where all are alike, where every other one is apart, or where the largest is chosen', () => {
    expect(read(dampened(() => true))).toBeUndefined();
    expect(read(dampened((entry) => entry % 2 === 1))).toBeUndefined();
    const largest: Optimizer = {
      name: 'largest',
      init: () => ({}),
      update({ parameters, gradients, learningRate }) {
        parameters.forEach(({ data: w }, i) => {
          const sizes = Array.from(gradients[i].data, Math.abs);
          const most = sizes.indexOf(Math.max(...sizes));
          gradients[i].data.forEach((g: number, j: number) => (w[j] -= learningRate * g * (j === most ? 1 : 0.5)));
        });
      },
    };
    expect(read(largest)).toBeUndefined();
  });

  test('is none that randomness moves', () => {
    const noisy = coordinatewise(({ w, g, learningRate, entry, step }) => w - learningRate * (g + Math.sin(7 * entry + step)));
    expect(read(noisy)).toBeUndefined();
  });

  test.each(optimizers)('is none of $name', (optimizer) => expect(read(optimizer)).toBeUndefined());
});
