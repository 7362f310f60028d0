import { expect, test } from 'vitest';
import { foreignGradient } from '../../src/inference/foreign-gradient.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Signs of gradients that are read at another place. */
const reading = (place: (j: number, shape: readonly number[]) => number): Optimizer => ({
  name: 'reading',
  init: () => ({}),
  update: ({ parameters, gradients, learningRate }) =>
    parameters.forEach(({ data, shape }, i) => {
      for (let j = 0; j < data.length; j++) data[j] -= learningRate * Math.sign(gradients[i].data[place(j, shape)]);
    }),
});

test.each([
  ['by columns', (j: number, [rows, columns = 1]: readonly number[]) => (j % rows) * columns + Math.floor(j / rows)],
  ['from the end', (j: number, shape: readonly number[]) => shape.reduce((n, extent) => n * extent, 1) - 1 - j],
])('gradients that are read %s', (_, place) => {
  expect(foreignGradient(reading(place), 0)?.cause).toBe('gradient-transposed');
});

test('gradients that are read at their own place, or all at one, are no such thing', () => {
  expect(
    foreignGradient(
      reading((j) => j),
      0,
    ),
  ).toBeUndefined();
  expect(
    foreignGradient(
      reading(() => 0),
      0,
    ),
  ).toBeUndefined();
  for (const optimizer of optimizers)
    expect([optimizer.name, foreignGradient(optimizer, 0)]).toEqual([optimizer.name, undefined]);
});
