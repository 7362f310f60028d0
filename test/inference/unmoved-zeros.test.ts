import { describe, expect, test } from 'vitest';
import { unmovedZeros } from '../../src/inference/unmoved-zeros.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** SGD on rows that are clipped at a tenth of the norm of the weights, which counts as so much at least. */
const clipped = (least: number): Optimizer => ({
  name: 'clipped rows',
  init: () => ({}),
  update({ parameters, gradients, learningRate }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const width = w.length / shape[0];
      for (let row = 0; row < w.length; row += width) {
        const [norm, length] = [w, gradients[i].data].map((x) => Math.hypot(...x.subarray(row, row + width)));
        const factor = Math.min(1, (0.1 * Math.max(least, norm)) / length);
        for (let j = row; j < row + width; j++) w[j] -= learningRate * factor * gradients[i].data[j];
      }
    });
  },
});

/** Gradient descent after whose step each row is multiplied by a factor that its norms, before and after, give. */
const afterRows = (factorOf: (norms: { before: number; after: number }) => number): Optimizer => ({
  name: 'multiplied rows',
  init: () => ({}),
  update({ parameters, gradients, learningRate }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const width = w.length / shape[0];
      for (let row = 0; row < w.length; row += width) {
        const before = Math.hypot(...w.subarray(row, row + width));
        for (let j = row; j < row + width; j++) w[j] -= learningRate * gradients[i].data[j];
        const factor = factorOf({ before, after: Math.hypot(...w.subarray(row, row + width)) });
        for (let j = row; j < row + width; j++) w[j] *= factor;
      }
    });
  },
});

describe('rows of zeros', () => {
  test('that never move are found', () => expect(unmovedZeros(clipped(0), 0)?.cause).toBe('gradient-never-moves'));

  test('are asked of rows and columns, and not of whole tensors, which LARS leaves at zero in print', () => {
    const lars: Optimizer = {
      ...clipped(0),
      update: ({ parameters, gradients, learningRate }) =>
        parameters.forEach(({ data: w }, i) => {
          const factor = (0.1 * Math.hypot(...w)) / Math.hypot(...gradients[i].data);
          for (let j = 0; j < w.length; j++) w[j] -= learningRate * factor * gradients[i].data[j];
        }),
    };
    expect(unmovedZeros(lars, 0)).toBeUndefined();
  });

  test('move where norms have a least value', () => expect(unmovedZeros(clipped(1e-3), 0)).toBeUndefined());

  test('stay as single zeros do in a rule that multiplies', () => {
    const multiplying: Optimizer = {
      ...clipped(0),
      update: ({ parameters, gradients, learningRate }) =>
        parameters.forEach(({ data: w }, i) => {
          for (let j = 0; j < w.length; j++) w[j] *= 1 - learningRate * Math.sign(w[j]) * Math.sign(gradients[i].data[j]);
        }),
    };
    expect(unmovedZeros(multiplying, 0)).toBeUndefined();
  });

  test('stay where each row keeps its norm on purpose', () => {
    const rotating = afterRows(({ before, after }) => (after > 0 ? before / after : 1));
    expect(unmovedZeros(rotating, 0)).toBeUndefined();
  });

  test.each([0, 2 ** -30])('stay where rows up to a norm of %d are pruned', (least) => {
    const pruned = afterRows(({ before }) => (before > least ? 1 : 0));
    expect(unmovedZeros(pruned, 0)).toBeUndefined();
  });

  test('move in every optimizer that ships with the package', () => {
    for (const optimizer of optimizers) expect([optimizer.name, unmovedZeros(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
