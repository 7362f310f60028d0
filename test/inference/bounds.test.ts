import { expect, test } from 'vitest';
import { inferBounds, isBounded } from '../../src/inference/bounds.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

const clamped = (least: number, most: number): Optimizer =>
  coordinatewise(({ w, g, learningRate }) => w - Math.sign(g) * Math.min(most, Math.max(least, learningRate)));

/** Steps of a share of the root mean square of a tensor, which is 1e-3 at least. */
const relative: Optimizer = {
  name: 'relative',
  init: () => ({}),
  update({ parameters, gradients, learningRate }) {
    parameters.forEach(({ data: w }, i) => {
      const rms = Math.sqrt((w as Float64Array).reduce((sum: number, x: number) => sum + x * x, 0) / w.length);
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * Math.max(1e-3, rms) * Math.sign(gradients[i].data[j]);
    });
  },
};

test('sizes of steps beyond which the rule is another one', () => {
  expect(inferBounds(clamped(0, 50))).toEqual({ stepAtMost: 50 });
  expect(inferBounds(clamped(1e-6, Infinity))).toEqual({ stepAtLeast: 1e-6 });
  expect(inferBounds(clamped(1e-6, 50))).toEqual({ stepAtMost: 50, stepAtLeast: 1e-6 });
});

test('sizes of weights below which steps are no share of them', () => {
  const { weightsAtLeast } = inferBounds(relative);
  expect(weightsAtLeast).toBeGreaterThan(1e-3);
  expect(weightsAtLeast).toBeLessThan(4e-3);
});

test('none of rules that have none', () => {
  for (const optimizer of optimizers.filter(({ name }) => name !== 'adafactor-scaled'))
    expect({ [optimizer.name]: inferBounds(optimizer) }).toEqual({ [optimizer.name]: {} });
});

test('a step at a bound, and one between them', () => {
  const tensors = (...values: number[]) => [{ data: Float64Array.from(values), shape: [values.length] }];
  const bounds = { stepAtMost: 50, stepAtLeast: 1e-6 };
  expect(isBounded(bounds, tensors(0, 0), tensors(1, 50))).toBe(true);
  expect(isBounded(bounds, tensors(0, 0), tensors(1, 1e-6))).toBe(true);
  expect(isBounded(bounds, tensors(0, 0), tensors(1, 0))).toBe(false);
  expect(isBounded({ weightsAtLeast: 1e-3 }, tensors(1e-4, 1e-4), tensors(0, 0))).toBe(true);
  expect(isBounded({ weightsAtLeast: 1e-3 }, tensors(1, 1e-4), tensors(0, 0))).toBe(false);
});
