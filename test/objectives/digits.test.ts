import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { digits } from '../../src/objectives/digits.ts';

test('1797 digits of 64 pixels, about as many of each', () => {
  const { pixels, labels } = digits();
  expect(pixels.length).toBe(1797 * 64);
  expect(Math.max(...pixels)).toBe(16);
  const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  expect([...pixels.subarray(0, 8)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
  expect([...labels.subarray(0, 5)]).toEqual([0, 1, 2, 3, 4]);
});

test('are the very data', () => {
  const { pixels, labels } = digits();
  expect(createHash('sha256').update(pixels).update(labels).digest('hex')).toMatchSnapshot();
});

test('are read once', () => {
  expect(digits()).toBe(digits());
});
