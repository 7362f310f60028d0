import { expect, test } from 'vitest';
import { dependsOnDivision } from '../../src/inference/divided-factor.ts';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const lengthOf = ({ data }: Tensor): number => Math.hypot(...data);

/** SGD whose gradients are clipped by a size of all of them. */
const clippedBy = (size: (gradients: readonly Tensor[]) => number): Optimizer => ({
  ...sgd,
  update({ parameters, gradients, learningRate }) {
    const factor = 1 / Math.max(1, size(gradients));
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * factor * gradients[i].data[j];
    });
  },
});

test('the norm of all gradients does not depend on how weights are divided into tensors', () => {
  expect(dependsOnDivision(clippedBy((gradients) => Math.hypot(...gradients.map(lengthOf))))).toBe(false);
  expect(dependsOnDivision(sgd)).toBe(false);
});

test('a sum, a mean or a maximum of the norms of tensors does', () => {
  const sum = (gradients: readonly Tensor[]): number => gradients.reduce((total, g) => total + lengthOf(g), 0);
  expect(dependsOnDivision(clippedBy(sum))).toBe(true);
  expect(dependsOnDivision(clippedBy((gradients) => sum(gradients) / gradients.length))).toBe(true);
  expect(dependsOnDivision(clippedBy((gradients) => Math.max(...gradients.map(lengthOf))))).toBe(true);
});
