import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sphere } from '../../src/random/sphere.ts';
import { stream } from '../../src/random/stream.ts';
import { KOLMOGOROV_BOUND, kolmogorovDistance } from './goodness-of-fit.ts';

test('has the radius asked for', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      (seed, dimension, radius) => {
        const point = sphere(stream(seed), new Float64Array(dimension), radius);
        expect(Math.hypot(...point) / radius).toBeCloseTo(1, 13);
        const rounded = sphere(stream(seed), new Float32Array(dimension), radius);
        expect(Math.hypot(...rounded) / radius).toBeCloseTo(1, 5);
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test('has uniform coordinates in three dimensions (Archimedes), along every axis and along a diagonal', () => {
  const source = stream(2);
  const points = Array.from({ length: 20_000 }, () => sphere(source, new Float64Array(3)));
  const along = (x: number, y: number, z: number) => Float64Array.from(points, (p) => x * p[0] + y * p[1] + z * p[2]);
  const third = Math.sqrt(1 / 3);
  for (const axis of [along(1, 0, 0), along(0, 1, 0), along(0, 0, 1), along(third, third, -third)]) {
    expect(kolmogorovDistance(axis, (x) => (x + 1) / 2)).toBeLessThan(KOLMOGOROV_BOUND);
  }
});

test('is one of two points in one dimension, and nothing in none', () => {
  const source = stream(3);
  const signs = new Set(Array.from({ length: 50 }, () => sphere(source, new Float64Array(1))[0]));
  expect([...signs].sort()).toEqual([-1, 1]);
  expect(sphere(source, new Float64Array(0))).toHaveLength(0);
});

test('is pinned', () => {
  expect([...sphere(stream(42), new Float64Array(3))]).toMatchInlineSnapshot(`
    [
      0.2279786654142805,
      0.945259136643689,
      0.23347567904934197,
    ]
  `);
});
