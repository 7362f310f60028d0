import { expect, test } from 'vitest';
import { readScaleResponse } from '../../../src/inference/model/scale-response.ts';

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

test('a penalty, thresholds from either side, and a gain', () => {
  expect(read((c) => 0.5 + 0.125 * c * c)).toEqual({ kind: 'penalty', amount: 0.125 });
  expect(read((c) => Math.cos(c / Math.max(c, 0.3)))).toEqual({ kind: 'threshold', invariant: 'above', exponent: -2 });
  expect(read((c) => Math.cos(Math.max(c, 3) / 3))).toEqual({ kind: 'threshold', invariant: 'below', exponent: 1 });
  expect(read((c) => Math.log(1 + Math.exp(-c)) + 0.1 * c)).toEqual({ kind: 'sees' });
  expect(read((c) => 1 - Math.tanh(c))).toEqual({ kind: 'sees' });
  expect(read((c) => (c > 100 ? NaN : 1))).toEqual({ kind: 'sees' });
});
