import { expect, test } from 'vitest';
import { expm1 } from '../../src/arithmetic/elementary.ts';
import { exponential } from '../../src/random/exponential.ts';
import { stream } from '../../src/random/stream.ts';
import { KOLMOGOROV_BOUND, kolmogorovDistance } from './goodness-of-fit.ts';

test('has the exponential distribution', () => {
  const source = stream(1, 'waiting');
  const sample = new Float64Array(50_000).map(() => exponential(source));
  expect(kolmogorovDistance(sample, (x) => -expm1(-x))).toBeLessThan(KOLMOGOROV_BOUND);
  expect(kolmogorovDistance(sample, (x) => -expm1(-1.05 * x))).toBeGreaterThan(KOLMOGOROV_BOUND);
});

test('is finite and positive at both ends of the uniform', () => {
  for (const u of [2 ** -53, 1 - 2 ** -53]) {
    const given = { replica: 0, step: 0, seek: () => given, uint32: () => 0, uniform: () => u };
    expect(exponential(given)).toBeGreaterThan(0);
    expect(exponential(given)).toBeLessThan(36.8);
  }
  const zeroFirst = [0, 0.5];
  const given = { replica: 0, step: 0, seek: () => given, uint32: () => 0, uniform: () => zeroFirst.shift() ?? 0.5 };
  expect(exponential(given)).toBeCloseTo(Math.LN2, 15);
});
