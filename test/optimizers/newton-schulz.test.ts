import { describe, expect, test } from 'vitest';
import { orthogonalise } from '../../src/optimizers/newton-schulz.ts';

/** What five iterations do to a singular value. */
function image(x: number): number {
  for (let k = 0; k < 5; k++) x = 3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5;
  return x;
}

describe('orthogonalise', () => {
  test('applies the quintic to the singular values and keeps the singular vectors', () => {
    // R(α) diag(3, 1) R(β): singular values 3 and 1, Frobenius norm √10.
    const [c, s, d, t] = [0.6, 0.8, 5 / 13, 12 / 13];
    const matrix = (a: number, b: number): number[] => [
      c * a * d - s * b * t,
      -c * a * t - s * b * d,
      s * a * d + c * b * t,
      -s * a * t + c * b * d,
    ];
    const result = orthogonalise(Float64Array.from(matrix(3, 1)), 2, 2, 0);
    const expected = matrix(image(3 / Math.sqrt(10)), image(1 / Math.sqrt(10)));
    result.forEach((entry, j) => expect(entry).toBeCloseTo(expected[j], 12));
  });

  test('brings singular values above 1/30 of the norm near to 1', () => {
    for (let x = 1 / 30; x <= 1; x += 1 / 300) {
      const [first] = orthogonalise(Float64Array.of(x, 0, 0, Math.sqrt(Math.max(0, 1 - x * x))), 2, 2, 0);
      expect(first).toBeGreaterThan(0.65);
      expect(first).toBeLessThan(1.25);
    }
  });

  test('treats tall matrices as the transposes of wide ones', () => {
    const wide = orthogonalise(Float64Array.of(1, 2, 3, 4, 5, 7), 2, 3, 0.1);
    const tall = orthogonalise(Float64Array.of(1, 4, 2, 5, 3, 7), 3, 2, 0.1);
    expect([0, 2, 4, 1, 3, 5].map((j) => tall[j])).toEqual([...wide]);
  });

  test('does not see a common power of two in matrix and ε, and does not change the matrix', () => {
    const matrix = Float64Array.of(1, 2, 3, 4, 5, 7);
    const scaled = orthogonalise(
      matrix.map((entry) => entry / 1024),
      2,
      3,
      0.1 / 1024,
    );
    expect(scaled).toEqual(orthogonalise(matrix, 2, 3, 0.1));
    expect([...matrix]).toEqual([1, 2, 3, 4, 5, 7]);
  });
});
