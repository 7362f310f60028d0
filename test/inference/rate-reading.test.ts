import { expect, test } from 'vitest';
import { stepsWithoutRate } from '../../src/inference/rate-reading.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { coordinatewise } from './rules.ts';

test.each([0, 1, 5])('%i first steps that leave the rate out', (deaf) => {
  const rule = coordinatewise(({ w, g, learningRate, step }) => w - (step <= deaf ? 0.01 : learningRate) * g);
  expect(stepsWithoutRate(rule, 0)).toBe(deaf);
});

test('steps that never read it, or that do not move, are none', () => {
  expect(stepsWithoutRate(coordinatewise(({ w, g }) => w - 0.01 * g))).toBe(0);
  expect(stepsWithoutRate(coordinatewise(({ w, g, learningRate, step }) => (step <= 3 ? w : w - learningRate * g)))).toBe(0);
});

test('no optimizer that ships with the package has any', () => {
  for (const optimizer of optimizers) expect([optimizer.name, stepsWithoutRate(optimizer)]).toEqual([optimizer.name, 0]);
});
