import { describe, expect, test } from 'vitest';
import { absentRate } from '../../src/inference/absent-rate.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { builtins } from './known.ts';

/** Signs times what a function makes of the rate and the norm of the weights. */
const signs = (length: (rate: number, norm: number) => number): Optimizer => ({
  name: 'signs',
  init: () => ({}),
  update: ({ parameters, gradients, learningRate }) =>
    parameters.forEach(({ data: w }, i) => {
      const step = length(learningRate, Math.hypot(...w));
      for (let j = 0; j < w.length; j++) w[j] -= step * Math.sign(gradients[i].data[j]);
    }),
});

describe('a rate', () => {
  test('that is missing where weights are large is found', () =>
    expect(
      absentRate(
        signs((rate, norm) => (norm < 1 ? rate * norm : 1)),
        0,
      )?.cause,
    ).toBe('rate-dead'));

  test.each<[string, (rate: number, norm: number) => number]>([
    ['acts at all norms', (rate, norm) => rate * Math.min(norm, 1)],
    ['is limited by a share of the weights', (rate, norm) => Math.min(rate, 1e-6 * norm)],
    ['is not read', (_, norm) => 1e-3 * norm],
  ])('that %s is none that is missing', (_, length) => expect(absentRate(signs(length), 0)).toBeUndefined());

  test('is missing in no optimizer of the package', () => {
    for (const optimizer of builtins) expect([optimizer.name, absentRate(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
