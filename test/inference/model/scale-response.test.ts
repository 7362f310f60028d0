import { describe, expect, test } from 'vitest';
import { quadraticGrowth, readScaleResponse } from '../../../src/inference/model/scale-response.ts';

const scales = Array.from({ length: 33 }, (_, i) => 2 ** (i - 16));
const read = (loss: (c: number) => number): ReturnType<typeof readScaleResponse> => readScaleResponse(scales.map(loss), 2 ** -42);

test('what does not change is exact, and what changes by rounding is so up to rounding', () => {
  expect(read(() => 0.7)).toEqual({ kind: 'exact' });
  expect(read((c) => (c > 1 ? 0.7 : 0.7 * (1 + 2 ** -52)))).toEqual({ kind: 'to-rounding' });
});

test.each([1e-2, 1e-5, 1e-8])('an epsilon of %d decays with the square of the scale', (epsilon) => {
  const response = read((c) => Math.cos(1 / Math.sqrt(1 + epsilon / (c * c))));
  expect(response).toMatchObject({ kind: 'decaying', exponent: expect.closeTo(2, 1) });
});

test('an addend that the normaliser sees decays with the scale', () => {
  expect(read((c) => (1 + c) / Math.sqrt(3 + c * c))).toMatchObject({ kind: 'decaying', exponent: expect.closeTo(1, 1) });
});

test('thresholds from either side, and a gain', () => {
  expect(read((c) => Math.cos(c / Math.max(c, 0.3)))).toEqual({ kind: 'threshold', invariant: 'above', exponent: -2 });
  expect(read((c) => Math.cos(Math.max(c, 3) / 3))).toEqual({ kind: 'threshold', invariant: 'below', exponent: 1 });
  expect(read((c) => Math.log(1 + Math.exp(-c)) + 0.1 * c)).toEqual({ kind: 'sees' });
  expect(read((c) => 1 - Math.tanh(c))).toEqual({ kind: 'sees' });
  expect(read((c) => (c > 100 ? NaN : 1))).toEqual({ kind: 'sees' });
});

test.each([-1.5, -1, 0.5, 1, 2, 3])('a power %d of the scale, with a constant or without', (degree) => {
  expect(read((c) => 0.3 * c ** degree)).toEqual({ kind: 'homogeneous', degree });
  expect(read((c) => 1 - 0.3 * c ** degree)).toEqual({ kind: 'homogeneous', degree });
});

test('two powers, or a power that saturates, are not homogeneous', () => {
  expect(read((c) => c * c - c).kind).toBe('sees');
  expect(read((c) => c / (1 + c)).kind).toBe('decaying');
});

describe('a penalty', () => {
  const losses = (rest: (c: number) => number, amount: number): number[] => scales.map((c) => rest(c) + amount * c * c);
  const rounding = 2 ** -42;

  test('is measured far out, whatever else the loss sees', () => {
    for (const rest of [
      () => 0.5,
      (c: number) => Math.cos(1 / Math.sqrt(1 + 1e-3 / (c * c))),
      (c: number) => Math.log(1 + Math.exp(-c)) + c,
    ])
      expect(quadraticGrowth(losses(rest, 0.125))).toBeCloseTo(0.125, 4);
    expect(quadraticGrowth(losses(() => 0.5, -0.125))).toBeUndefined();
    expect(quadraticGrowth(scales)).toBeUndefined();
    expect(quadraticGrowth(scales.map((c) => c ** 3))).toBeUndefined();
  });

  test('is taken out, and what is left is read as without it', () => {
    const left = (rest: (c: number) => number): unknown => readScaleResponse(losses(rest, 0.125), rounding, 0.125);
    expect(left(() => 0.5)).toEqual({ kind: 'to-rounding' });
    expect(left((c) => Math.cos(1 / Math.sqrt(1 + 1e-3 / (c * c))))).toMatchObject({
      kind: 'decaying',
      exponent: expect.closeTo(2, 1),
    });
    expect(left((c) => Math.cos(1 / (1 + 1e-2 / c)))).toMatchObject({ kind: 'decaying', exponent: expect.closeTo(1, 1) });
    expect(left((c) => Math.sin(c))).toEqual({ kind: 'sees' });
  });
});
