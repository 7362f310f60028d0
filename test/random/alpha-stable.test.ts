import { describe, expect, test } from 'vitest';
import { erf } from '../../src/arithmetic/elementary.ts';
import { alphaStable, fillAlphaStable } from '../../src/random/alpha-stable.ts';
import { stream } from '../../src/random/stream.ts';
import { KOLMOGOROV_BOUND, kolmogorovDistance } from './goodness-of-fit.ts';

const sample = (alpha: number, beta: number, count = 40_000) =>
  fillAlphaStable(stream(1, 'noise', alpha, beta), new Float64Array(count), alpha, beta);

describe('where the distribution function is known', () => {
  test.each<[string, number, number, (x: number) => number]>([
    ['normal', 2, 0, (x) => 0.5 * (1 + erf(x / 2))],
    ['normal, whatever β is', 2, 0.7, (x) => 0.5 * (1 + erf(x / 2))],
    ['Cauchy', 1, 0, (x) => 0.5 + Math.atan(x) / Math.PI],
    ['Lévy', 0.5, 1, (x) => (x <= 0 ? 0 : 1 - erf(Math.sqrt(0.5 / x)))],
    ['Lévy, mirrored', 0.5, -1, (x) => (x >= 0 ? 1 : erf(Math.sqrt(-0.5 / x)))],
  ])('%s', (_, alpha, beta, distribution) => {
    const drawn = sample(alpha, beta);
    expect(kolmogorovDistance(drawn, distribution)).toBeLessThan(KOLMOGOROV_BOUND);
    expect(kolmogorovDistance(drawn, (x) => distribution(1.1 * x))).toBeGreaterThan(KOLMOGOROV_BOUND);
  });
});

describe('the characteristic function', () => {
  test.each([
    [1.5, 0],
    [1.5, 0.8],
    [1.2, -1],
    [0.8, 0.5],
    [1.9, 1],
    [1, 0.6],
    [1, -1],
    [0.3, 0],
  ])('α = %d, β = %d', (alpha, beta) => {
    const drawn = sample(alpha, beta);
    for (const t of [0.2, 0.7, 1.5, -1]) {
      const skew = alpha === 1 ? (-2 / Math.PI) * Math.log(Math.abs(t)) : Math.tan((Math.PI * alpha) / 2);
      const decay = Math.exp(-(Math.abs(t) ** alpha));
      const phase = Math.abs(t) ** alpha * beta * Math.sign(t) * skew;
      const mean = (f: (x: number) => number) => drawn.reduce((sum, x) => sum + f(t * x), 0) / drawn.length;
      // Means of numbers in [−1, 1]: four standard errors.
      expect(Math.abs(mean(Math.cos) - decay * Math.cos(phase))).toBeLessThan(4 / Math.sqrt(drawn.length));
      expect(Math.abs(mean(Math.sin) - decay * Math.sin(phase))).toBeLessThan(4 / Math.sqrt(drawn.length));
    }
  });
});

test('single calls draw what filling draws', () => {
  const source = stream(2, 'noise');
  const filled = fillAlphaStable(source.seek(0, 1), new Float64Array(20), 1.3, 0.2);
  source.seek(0, 1);
  expect([...filled]).toEqual(Array.from({ length: 20 }, () => alphaStable(source, 1.3, 0.2)));
});

test('is never NaN at the ends of its uniforms', () => {
  for (const [u, w] of [
    [2 ** -53, 2 ** -53],
    [1 - 2 ** -53, 2 ** -53],
    [2 ** -53, 1 - 2 ** -53],
    [1 - 2 ** -53, 1 - 2 ** -53],
  ]) {
    for (const alpha of [0.2, 0.5, 0.9, 1, 1.1, 1.5, 2]) {
      for (const beta of [-1, 0, 1]) {
        const values = [u, w];
        const given = { replica: 0, step: 0, seek: () => given, uint32: () => 0, uniform: () => values.shift() ?? 0.5 };
        expect(alphaStable(given, alpha, beta), `${alpha}, ${beta}, ${u}, ${w}`).not.toBeNaN();
      }
    }
  }
});

test.each([
  [0, 0],
  [2.1, 0],
  [NaN, 0],
  [1.5, 1.1],
  [1.5, NaN],
])('α = %d, β = %d does not exist', (alpha, beta) => {
  expect(() => alphaStable(stream(1), alpha, beta)).toThrow(expect.objectContaining({ code: 'STABLE_PARAMETERS' }));
});

test('is pinned', () => {
  expect([...sample(1.5, 0, 3), ...sample(0.7, 0.5, 3), ...sample(1, -0.5, 3)]).toMatchInlineSnapshot(`
    [
      -0.6805313113216427,
      0.05278120537365693,
      1.061851706692476,
      0.01722532939524857,
      0.4887736885902211,
      -0.39282697968770025,
      26.253116191704564,
      1.1668328484445436,
      0.5053214809717304,
    ]
  `);
});
