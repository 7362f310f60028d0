import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaQuantile } from '../../src/statistics/beta-quantile.ts';
import { regularisedIncompleteBeta } from '../../src/statistics/incomplete-beta.ts';
import { regularisedIncompleteGamma } from '../../src/statistics/incomplete-gamma.ts';
import { increasingRoot } from '../../src/statistics/increasing-root.ts';
import { normalCdf } from '../../src/statistics/normal-cdf.ts';
import { normalQuantile } from '../../src/statistics/normal-quantile.ts';
import { stirlingCorrection } from '../../src/statistics/stirling-correction.ts';
import { studentCdf } from '../../src/statistics/student-cdf.ts';
import { studentQuantile } from '../../src/statistics/student-quantile.ts';
import { expectRelative, oracle } from './oracle.ts';

const { special } = oracle;

describe('against mpmath with 50 digits', () => {
  test.each(special.stirlingCorrection)('stirlingCorrection(%d)', (z, expected) => {
    expect(Math.abs(stirlingCorrection(z) - expected)).toBeLessThan(2e-15 * Math.max(1, Math.abs(expected)));
  });

  test.each(special.incompleteBeta)('I_%d(%d, %d)', (x, a, b, expected) => {
    expectRelative(regularisedIncompleteBeta(x, a, b), expected, 1e-12);
  });

  test.each(special.incompleteGamma)('P and Q (%d, %d)', (a, x, lower, upper) => {
    const tails = regularisedIncompleteGamma(a, x);
    expectRelative(Math.min(tails.lower, tails.upper), Math.min(lower, upper), 1e-12);
    expectRelative(Math.max(tails.lower, tails.upper), Math.max(lower, upper), 1e-14);
  });

  test.each(special.normalCdf)('normalCdf(%d)', (x, expected) => expectRelative(normalCdf(x), expected, 1e-12));

  test.each(special.normalQuantile)('normalQuantile(%d)', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-13 * Math.abs(expected) + 2e-16);
  });

  test.each(special.studentCdf)('studentCdf(%d, %d)', (t, nu, expected) => expectRelative(studentCdf(t, nu), expected, 1e-11));

  test.each(special.studentQuantile)('studentQuantile(%d, %d)', (p, nu, expected) => {
    expectRelative(studentQuantile(p, nu), expected, 1e-11);
    expectRelative(studentCdf(expected, nu), p, 1e-10);
  });

  test.each(special.betaQuantile)('betaQuantile(%d, %d, %d)', (p, a, b, expected) => {
    expectRelative(betaQuantile(p, a, b), expected, 1e-11);
  });
});

const shape = fc.double({ min: 0.3, max: 300, noNaN: true });
const probability = fc.double({ min: 1e-10, max: 1 - 1e-10, noNaN: true });

describe('identities', () => {
  test('the two tails of the beta distribution add up to 1', () => {
    fc.assert(
      fc.property(probability, shape, shape, (x, a, b) => {
        expect(regularisedIncompleteBeta(x, a, b) + regularisedIncompleteBeta(1 - x, b, a, x)).toBeCloseTo(1, 12);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('quantiles invert distribution functions', () => {
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        expectRelative(regularisedIncompleteBeta(betaQuantile(p, a, b), a, b), p, 1e-9);
        expectRelative(studentCdf(studentQuantile(p, a + 1), a + 1), p, 1e-10);
        expectRelative(normalCdf(normalQuantile(p)), p, 1e-12);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test('Student with infinitely many degrees of freedom is normal', () => {
    expect(studentCdf(-3, Infinity)).toBe(normalCdf(-3));
    expect(studentQuantile(1e-6, Infinity)).toBe(normalQuantile(1e-6));
    expectRelative(studentCdf(-3, 1e9), normalCdf(-3), 1e-7);
  });

  test('ends of the range', () => {
    expect(regularisedIncompleteBeta(0, 2, 3)).toBe(0);
    expect(regularisedIncompleteBeta(1, 2, 3)).toBe(1);
    expect(regularisedIncompleteBeta(-0.1, 2, 3)).toBeNaN();
    expect(regularisedIncompleteGamma(2, 0)).toEqual({ lower: 0, upper: 1 });
    expect(regularisedIncompleteGamma(2, Infinity)).toEqual({ lower: 1, upper: 0 });
    expect(regularisedIncompleteGamma(2, -1).lower).toBeNaN();
    expect([normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0, 1]);
    expect([studentCdf(-Infinity, 3), studentCdf(Infinity, 3)]).toEqual([0, 1]);
    expect(studentQuantile(0.5, 3)).toBe(0);
  });

  test.each([0, 1, -0.2, NaN])('a quantile of %d is refused', (p) => {
    expect(() => normalQuantile(p)).toThrow(expect.objectContaining({ code: 'INVALID_PROBABILITY' }));
    expect(() => studentQuantile(p, 3)).toThrow(expect.objectContaining({ code: 'INVALID_PROBABILITY' }));
    expect(() => betaQuantile(p, 1, 1)).toThrow(expect.objectContaining({ code: 'INVALID_PROBABILITY' }));
  });
});

describe('increasingRoot', () => {
  test.each<[string, (x: number) => number, number, number, number]>([
    ['a line', (x) => x - 0.3, -1, 2, 0.3],
    ['a cube with a flat root', (x) => (x - 1) ** 3, -5, 10, 1],
    ['a step', (x) => (x < 0.25 ? -1 : 1), -10, 10, 0.25],
    ['a wall', (x) => Math.atan(1e6 * (x - 3)), -100, 100, 3],
    ['a root at an end', (x) => x, 0, 1, 0],
  ])('%s', (_, f, low, high, root) => {
    expect(Math.abs(increasingRoot(f, low, high) - root)).toBeLessThan(1e-5);
  });

  test('takes few evaluations of a smooth function', () => {
    let evaluations = 0;
    const root = increasingRoot(
      (x) => {
        evaluations++;
        return Math.exp(x) - 2;
      },
      -10,
      10,
    );
    expectRelative(root, Math.LN2, 1e-15);
    expect(evaluations).toBeLessThan(20);
  });

  test('refuses a bracket without a root', () => {
    expect(() => increasingRoot((x) => x * x + 1, -1, 1)).toThrow(expect.objectContaining({ code: 'NO_ROOT' }));
  });
});
