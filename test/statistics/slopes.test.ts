import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ordinaryLeastSquares } from '../../src/statistics/ordinary-least-squares.ts';
import { theilSen } from '../../src/statistics/theil-sen.ts';
import { expectRelative, oracle } from './oracle.ts';

const { x, y, ordinary, theilSen: sen } = oracle.lines;

test('ordinary least squares, against scipy', () => {
  const fit = ordinaryLeastSquares(x, y, 0.99);
  expectRelative(fit.slope, ordinary.slope, 1e-12);
  expectRelative(fit.intercept, ordinary.intercept, 1e-12);
  expectRelative(fit.standardError, ordinary.standardError, 1e-12);
  fit.interval.forEach((end, i) => expectRelative(end, ordinary.interval99[i], 1e-11));
});

test.each(sen)('Theil–Sen, against scipy (slope $slope)', (expected) => {
  const fit = theilSen(expected.x, expected.y, 0.9);
  expect(fit.slope).toBeCloseTo(expected.slope, 13);
  expect(fit.intercept).toBeCloseTo(expected.intercept, 13);
  fit.interval.forEach((end, i) => expect(end).toBeCloseTo(expected.interval90[i], 13));
});

describe('both', () => {
  test('find a line exactly and are equivariant', () => {
    const points = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(points, fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), (at, slope, intercept) => {
        for (const estimate of [ordinaryLeastSquares, theilSen]) {
          const line = estimate(
            at,
            at.map((t) => intercept + slope * t),
          );
          expect(line.slope).toBeCloseTo(slope, 10);
          expect(line.intercept).toBeCloseTo(intercept, 9);
          const noisy = at.map((t, i) => t + (i % 3));
          const tilted = estimate(
            at,
            noisy.map((v, i) => v + slope * at[i]),
          );
          expect(tilted.slope - estimate(at, noisy).slope).toBeCloseTo(slope, 9);
        }
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  test('one wild point moves the one and not the other', () => {
    const wild = y.map((v, i) => (i === 3 ? 1e6 : v));
    expect(Math.abs(theilSen(x, wild).slope - theilSen(x, y).slope)).toBeLessThan(0.5);
    expect(Math.abs(ordinaryLeastSquares(x, wild).slope - ordinary.slope)).toBeGreaterThan(1e3);
  });

  test('bad input', () => {
    expect(() => theilSen([1, 1], [1, 2])).toThrow(expect.objectContaining({ code: 'NO_VARIATION' }));
    expect(() => ordinaryLeastSquares([1, 2, 3], [1, 2, 3, 4])).toThrow(expect.objectContaining({ code: 'UNEQUAL_SAMPLES' }));
    expect(() => ordinaryLeastSquares([1, 2], [1, 2])).toThrow(expect.objectContaining({ code: 'SAMPLE_TOO_SMALL' }));
  });
});
