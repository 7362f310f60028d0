import { expect, test } from 'vitest';
import { asin } from '../../src/arithmetic/asin.ts';

test('is the inverse of the sine over its whole domain', () => {
  for (let i = -1000; i <= 1000; i++) {
    const x = i / 1000;
    // Math.asin is right within an ulp or so on every engine: close enough to judge, not to compute with.
    expect(Math.abs(asin(x) - Math.asin(x))).toBeLessThanOrEqual(4 * Number.EPSILON * Math.max(1e-3, Math.abs(Math.asin(x))));
  }
});

test('is odd, exact at 0, and NaN outside [−1, 1]', () => {
  expect(asin(0)).toBe(0);
  expect(asin(-0.3)).toBe(-asin(0.3));
  expect(asin(1)).toBe(Math.PI / 2);
  expect(asin(1.0000001)).toBeNaN();
  expect(asin(NaN)).toBeNaN();
});
