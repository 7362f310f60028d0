import { expect, test } from 'vitest';
import { digits } from '../../src/datasets/digits.ts';
import { samplesOf } from '../../src/datasets/samples-of.ts';

test('1797 digits of 64 pixels, about as many of each', () => {
  const { values, labels } = samplesOf(digits);
  expect(values.length).toBe(1797 * 64);
  expect(Math.max(...values)).toBe(16);
  const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  expect([...values.subarray(0, 8)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
  expect([...labels.subarray(0, 5)]).toEqual([0, 1, 2, 3, 4]);
});
