import fc from 'fast-check';
import { expect, test } from 'vitest';
import { norm } from '../../src/optimizers/norm.ts';

test('is the Euclidean norm, accumulated in float64', () => {
  expect(norm(Float64Array.of(3, -4))).toBe(5);
  expect(norm(new Float32Array(0))).toBe(0);
  // 2⁻³⁰ would vanish beside 1 in float32, and 2⁻¹⁵⁰ cannot be stored in it.
  expect(norm(Float32Array.of(1, 2 ** -15))).toBe(Math.sqrt(1 + 2 ** -30));
  expect(norm(Float32Array.of(2 ** -75))).toBe(2 ** -75);
});

test('scales exactly with powers of two', () => {
  const vectors = fc.array(
    fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((x) => Math.round(x * 1e6) / 1e6),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(
      vectors,
      fc.integer({ min: -100, max: 100 }),
      (x, k) => norm(Float64Array.from(x, (entry) => entry * 2 ** k)) === norm(Float64Array.from(x)) * 2 ** k,
    ),
    { seed: 1, numRuns: 200 },
  );
});
