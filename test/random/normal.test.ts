import { expect, test } from 'vitest';
import { erf } from '../../src/arithmetic/elementary.ts';
import { fillNormal, normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { KOLMOGOROV_BOUND, kolmogorovDistance } from './goodness-of-fit.ts';

const distribution = (x: number) => 0.5 * (1 + erf(x * Math.SQRT1_2));
const sample = fillNormal(stream(1, 'noise'), new Float64Array(400_000));

test('has the normal distribution', () => {
  expect(kolmogorovDistance(sample, distribution)).toBeLessThan(KOLMOGOROV_BOUND);
  expect(kolmogorovDistance(sample, (x) => distribution(1.02 * x))).toBeGreaterThan(KOLMOGOROV_BOUND);
});

test('has the moments 0, 1, 0, 3, 0, 15', () => {
  // Each mean is compared with its standard error √(E x^2k − (E x^k)²)/√n.
  const even = [1, 1, 3, 15, 105, 945, 10395];
  for (let k = 1; k <= 6; k++) {
    const expected = k % 2 === 0 ? even[k / 2] : 0;
    const moment = sample.reduce((sum, x) => sum + x ** k, 0) / sample.length;
    expect(Math.abs(moment - expected) / Math.sqrt((even[k] - expected ** 2) / sample.length)).toBeLessThan(4);
  }
});

test('has the tail of the normal distribution, beyond the last layer too', () => {
  const tail = new Float64Array(3_000_000);
  fillNormal(stream(2, 'noise'), tail);
  for (const x of [3, 3.5, 3.654152885361009, 4, 4.4]) {
    const expected = tail.length * (1 - erf(x * Math.SQRT1_2));
    const count = tail.reduce((sum, value) => sum + Number(Math.abs(value) > x), 0);
    expect(Math.abs(count - expected) / Math.sqrt(expected)).toBeLessThan(4);
  }
  const beyond = tail.filter((value) => Math.abs(value) > 3.654152885361009).map(Math.abs);
  const conditional = (x: number) => 1 - (1 - erf(x * Math.SQRT1_2)) / (1 - erf(3.654152885361009 * Math.SQRT1_2));
  expect(kolmogorovDistance(beyond, conditional)).toBeLessThan(KOLMOGOROV_BOUND);
});

test('filling an array draws what single calls draw', () => {
  const source = stream(3, 'noise');
  const filled = fillNormal(source.seek(1, 2), new Float64Array(1000));
  source.seek(1, 2);
  expect([...filled]).toEqual(Array.from({ length: 1000 }, () => normal(source)));
  expect(fillNormal(source.seek(1, 2), new Float32Array(1000))).toEqual(new Float32Array(filled));
});

test('is pinned', () => {
  expect([...fillNormal(stream(42, 'noise'), new Float64Array(4))]).toMatchInlineSnapshot(`
    [
      -0.04497874581551902,
      -0.5659628838172319,
      1.1065028200052036,
      -0.4065495683285119,
    ]
  `);
});
