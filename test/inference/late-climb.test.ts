import { describe, expect, test } from 'vitest';
import { lateClimb } from '../../src/inference/late-climb.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** A mean of gradients that is corrected by what becomes of a counter. */
const corrected = (counted: (step: number) => number): Optimizer => ({
  name: 'corrected-mean',
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, step }) {
    const means = state as Float64Array[];
    parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) {
        means[i][j] += 0.1 * (gradients[i].data[j] - means[i][j]);
        data[j] -= (learningRate * means[i][j]) / (1 - 0.9 ** counted(step));
      }
    });
  },
});

/** Weights that are pulled half the way to an average at every so many steps. */
const lookahead = (every: number): Optimizer => ({
  name: 'lookahead',
  init: ({ parameters }) => parameters.map(({ data }) => data.slice()),
  update({ parameters, gradients, state, learningRate, step }) {
    const slow = state as Float64Array[];
    parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) {
        data[j] -= learningRate * gradients[i].data[j];
        if (step % every === 0) data[j] = slow[i][j] += 0.5 * (data[j] - slow[i][j]);
      }
    });
  },
});

describe('a counter that ends', () => {
  test.each([
    ['of eight bits with a sign', (step: number) => ((step + 128) % 256) - 128, 128],
    ['of seven bits with a sign', (step: number) => ((step + 64) % 128) - 64, 64],
  ] as const)('%s', (_, counted, first) => {
    expect(lateClimb(corrected(counted), 0)).toMatchObject({
      cause: 'uphill',
      sentence: expect.stringContaining(`step ${first} `),
    });
  });

  test('is not seen where steps are pulled back at times', () => {
    for (const every of [2, 5, 40, 100]) expect(lateClimb(lookahead(every), 0)).toBeUndefined();
  });

  test('is seen in no optimizer that ships with the package', () => {
    expect(
      lateClimb(
        corrected((step) => step),
        0,
      ),
    ).toBeUndefined();
    for (const optimizer of optimizers) expect([optimizer.name, lateClimb(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
