import { expect, test } from 'vitest';
import { centralDifferences } from '../../../src/objectives/model/central-differences.ts';

test('gradients are right to about ten digits, and what is moved is put back', () => {
  const [a, b] = [Float64Array.of(0.3, -2, 5, 1e-3), Float64Array.of(0, 0)];
  const gradients = [new Float64Array(4), new Float64Array(2)];
  const f = (): number => a[0] * a[1] + Math.sin(a[2]) + a[3] ** 3 + 7 * b[0] - b[1] * a[0];
  centralDifferences(f, [a, b], [2, 1], gradients);
  const expected = [
    [-2, 0.3, Math.cos(5), 3e-6],
    [7, -0.3],
  ];
  expected.forEach((row, i) => row.forEach((value, j) => expect(Math.abs(gradients[i][j] - value)).toBeLessThan(1e-8)));
  expect([...a, ...b]).toEqual([0.3, -2, 5, 1e-3, 0, 0]);
});

test('of a scale-invariant function they are divided by the scale, bit for bit, columns alone too', () => {
  const w = Float64Array.of(0.3, -2, 5, 1.5, 0.25, -1);
  const column = (j: number): number => w[j] / Math.sqrt(w[j] * w[j] + w[j + 2] * w[j + 2] + w[j + 4] * w[j + 4]);
  const gradient = (): number[] => {
    const gradients = [new Float64Array(6)];
    centralDifferences(() => column(0) - column(1) * column(0), [w], [2], gradients);
    return [...gradients[0]];
  };
  const before = gradient();
  for (const i of [1, 3, 5]) w[i] *= 2 ** -9;
  expect(gradient()).toEqual(before.map((value, i) => (i % 2 === 1 ? value * 2 ** 9 : value)));
});
