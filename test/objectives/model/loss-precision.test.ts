import { expect, test } from 'vitest';
import { lossPrecision } from '../../../src/objectives/model/loss-precision.ts';

test.each([
  [[0.1, 0.2, 0.3], 'float64'],
  [[0.1, 0.2, 0.3].map(Math.fround), 'float32'],
  [[Math.fround(0.1), Math.fround(0.2), 0.3], 'float64'],
  // Shares and whole numbers are numbers of both.
  [[0.25, 0.5, 3], 'float64'],
  [[Math.fround(0.1), 0.25, Math.fround(0.3)], 'float64'],
  [[0, 0, 0], 'float64'],
  [[], 'float64'],
])('%j: %s', (losses, precision) => {
  expect(lossPrecision(losses)).toBe(precision);
});
