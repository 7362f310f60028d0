import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { roundNumbers, significantBits, snap } from '../../src/hyperparameters/round-number.ts';
import { conforms } from './conformance.ts';
import { roundness } from './complexity.ts';

describe.each([
  { min: 1e-3, max: 1e3, simplest: 1, expected: 1 },
  { min: 1e-4, max: 0.3, simplest: 0.125, expected: 0.125 },
  { min: 1e-4, max: 0.06, simplest: 0.125, expected: 2 ** -5 },
  { min: 3, max: 3.9, simplest: 1, expected: 3 },
  { min: 2 ** -100, max: 1e30, simplest: 0.1, expected: 0.1 },
  { min: 0.99, max: 1.01, simplest: 5, expected: 1 },
])('roundNumbers($min … $max)', ({ expected, ...constraints }) => {
  const { min, max } = constraints;
  conforms(roundNumbers(constraints), {
    isValid: (x) => x >= min && x <= max,
    complexity: (x) => roundness(x, expected),
    simplest: [expected],
    invalid: [-1, 0, min / 2, max * 2, '1'],
  });
});

test('a range of one number holds that number', () => {
  expect(fc.sample(roundNumbers({ min: 0.1, max: 0.1 }), { seed: 1, numRuns: 5 })).toEqual([0.1, 0.1, 0.1, 0.1, 0.1]);
});

test('a range may reach from the smallest normal number to the largest', () => {
  const [min, max] = [2 ** -1022, Number.MAX_VALUE];
  const drawn = fc.sample(roundNumbers({ min, max }), { seed: 1, numRuns: 500 });
  expect(drawn.every((x) => x >= min && x <= max)).toBe(true);
  expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([min, 1.875 * 2 ** 1023]);
});

test('a range between round numbers holds its ends', () => {
  const max = 0.1 + 2 ** -50;
  expect(new Set(fc.sample(roundNumbers({ min: 0.1, max }), { seed: 1, numRuns: 50 }))).toEqual(new Set([0.1, max]));
});

test('unbiased draws have the bits asked for and are log-uniform over octaves', () => {
  const drawn = fc.sample(fc.noBias(roundNumbers({ min: 2 ** -10, max: 2 ** 10 - 1 })), { seed: 1, numRuns: 20_000 });
  expect(Math.max(...drawn.map(significantBits))).toBe(3);
  for (let e = -10; e < 10; e++) {
    const octave = drawn.filter((x) => x >= 2 ** e && x < 2 ** (e + 1));
    expect(Math.abs(octave.length - 1000)).toBeLessThan(4 * Math.sqrt(1000));
  }
});

test('significant bits follow the leading one', () => {
  expect([1, 0.125, 1.5, 5, 1.375, 0.1, Math.PI].map(significantBits)).toEqual([0, 0, 1, 2, 3, 21, 21]);
});

test('snapping removes rounding errors and nothing else', () => {
  fc.assert(
    fc.property(roundNumbers({ min: 1e-9, max: 1e9 }), fc.integer({ min: -3, max: 3 }), (x, units) => {
      expect(snap(x * (1 + units * 2 ** -52))).toBe(x);
      expect(snap(x * (1 + 2 ** -40))).toBe(x * (1 + 2 ** -40));
    }),
    { seed: 1, numRuns: 500 },
  );
});

describe('what failing predicates shrink to', () => {
  const minimal = (fails: (x: number) => boolean) =>
    fc.check(
      fc.property(roundNumbers({ min: 1e-4, max: 0.3, simplest: 0.125 }), (x) => !fails(x)),
      { seed: 1, numRuns: 1000 },
    ).counterexample;
  test.each<[string, (x: number) => boolean, number]>([
    ['x < 0.01', (x) => x < 0.01, 2 ** -7],
    ['x > 0.05', (x) => x > 0.05, 0.125],
    ['x > 0.2', (x) => x > 0.2, 0.25],
    ['0.009 < x < 0.01', (x) => x > 0.009 && x < 0.01, 1.25 * 2 ** -7],
    ['x ≠ 0.125', (x) => x !== 0.125, 0.0625],
  ])('%s', (_, fails, expected) => {
    expect(minimal(fails)).toEqual([expected]);
  });

  test('a number given that is not round', () => {
    const check = fc.check(
      fc.property(roundNumbers({ min: 1e-3, max: 10 }), (x) => x < 0.3),
      { seed: 1, numRuns: 1, examples: [[0.3123456]] },
    );
    expect(check.counterexample).toEqual([1]);
    const low = fc.check(
      fc.property(roundNumbers({ min: 1e-3, max: 10 }), (x) => x > 0.3 || x < 0.2),
      { seed: 1, numRuns: 1, examples: [[0.2123456]] },
    );
    expect(low.counterexample).toEqual([0.25]);
  });
});

test.each([
  [0, 1],
  [-1, 1],
  [2, 1],
  [NaN, 1],
  [1, Infinity],
])('[%d, %d] is no range', (min, max) => {
  expect(() => roundNumbers({ min, max })).toThrow(expect.objectContaining({ code: 'RANGE' }));
});
