import { expect, test } from 'vitest';
import { lateRounding } from '../../src/inference/late-rounding.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { coordinatewise } from './rules.ts';

const rounding = (from: number) =>
  coordinatewise(({ w, g, learningRate, step }) => {
    const next = w - learningRate * Math.sign(g);
    return step > from ? Math.fround(next) : next;
  });

test('weights that are rounded late', () => {
  expect(lateRounding(rounding(100))?.cause).toBe('parameters-rounded');
});

test('what is rounded from the start on is seen elsewhere, and what is not rounded is not', () => {
  expect(lateRounding(rounding(0))).toBeUndefined();
  for (const optimizer of [rounding(1000), ...optimizers])
    expect([optimizer.name, lateRounding(optimizer)]).toEqual([optimizer.name, undefined]);
});
