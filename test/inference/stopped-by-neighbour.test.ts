import { describe, expect, test } from 'vitest';
import { stoppedByNeighbour } from '../../src/inference/stopped-by-neighbour.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Normalised gradients; what a tensor without gradient does to the loop over tensors. */
const normalised = (ends: boolean, together = false): Optimizer => ({
  name: 'normalised',
  init: () => ({}),
  update({ parameters, gradients, learningRate }) {
    const norms = gradients.map(({ data }) => Math.hypot(...data));
    for (const [i, { data: w }] of parameters.entries()) {
      if (norms[i] === 0 && ends) break;
      const norm = together ? norms.reduce((product, x) => product * x, 1) : norms[i];
      for (let j = 0; j < w.length; j++)
        w[j] -= together
          ? learningRate * norm * gradients[i].data[j]
          : norm > 0
            ? (learningRate * gradients[i].data[j]) / norm
            : 0;
    }
  },
});

describe('a tensor without gradient', () => {
  test('ends the loop over tensors', () => expect(stoppedByNeighbour(normalised(true), 0)?.cause).toBe('absent-tensor-counts'));
  test('is passed over', () => expect(stoppedByNeighbour(normalised(false), 0)).toBeUndefined());
  test('makes one factor of all steps zero', () => expect(stoppedByNeighbour(normalised(false, true), 0)).toBeUndefined());
  test('keeps none from moving in the optimizers of the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, stoppedByNeighbour(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});

test('a bound on the loss that is reached without one tensor stops all of them at no bug', () => {
  /** Signs whose rate is at most what the loss ⟨w, g⟩ lies above its bound, as in MoMo. */
  const bounded = (bound: number): Optimizer => ({
    name: `above ${bound}`,
    init: () => ({}),
    update({ parameters, gradients, learningRate }) {
      const products = parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => w * gradients[i].data[j]));
      const rate = Math.min(learningRate, Math.max(0, products.reduce((sum, each) => sum + each, 0) - bound));
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) w[j] -= rate * Math.sign(gradients[i].data[j]);
      });
    },
  });
  const bounds = Array.from({ length: 33 }, (_, i) => (i - 16) / 4);
  expect(bounds.filter((bound) => stoppedByNeighbour(bounded(bound), 0) !== undefined)).toEqual([]);
});
