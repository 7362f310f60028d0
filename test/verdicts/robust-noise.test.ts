import { expect, test } from 'vitest';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { noiseOf } from '../../src/verdicts/robust-noise.ts';

test('is the standard deviation of normal samples, about a level for each', () => {
  const source = stream(1, 'noise');
  const samples = Array.from({ length: 200 }, (_, i) => Array.from({ length: 8 }, () => 10 * i + 0.3 * normal(source)));
  expect(noiseOf(samples)).toBeGreaterThan(0.26);
  expect(noiseOf(samples)).toBeLessThan(0.34);
});

test('is left alone by what fails now and then', () => {
  const source = stream(2, 'noise');
  const values = Array.from({ length: 100 }, (_, i) => (i % 20 === 0 ? 50 : normal(source)));
  expect(noiseOf([values])).toBeLessThan(1.5);
});

test('of nothing, and of single values, is 0', () => {
  expect(noiseOf([])).toBe(0);
  expect(noiseOf([[1], [2]])).toBe(0);
});
