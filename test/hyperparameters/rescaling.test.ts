import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orbits, rescalings } from '../../src/hyperparameters/rescaling.ts';
import { conforms } from './conformance.ts';

describe.each([1, 5, 20])('orbits up to %d', (limit) => {
  conforms(orbits({ limit }), {
    isValid: (k) => Number.isInteger(k) && k !== 0 && Math.abs(k) <= limit,
    complexity: (k) => [Math.abs(k), -k],
    simplest: [1],
    invalid: [0, limit + 1, -limit - 1, 0.5, '1'],
  });
});

describe.each([1, 3])('rescalings of %d groups', (groups) => {
  const zeros = Array.from({ length: groups }, () => 0);
  conforms(rescalings(groups, { limit: 8 }), {
    isValid: (exponents) =>
      exponents.length === groups && exponents.some((k) => k !== 0) && exponents.every((k) => Math.abs(k) <= 8),
    complexity: (exponents) => exponents.map(Math.abs),
    simplest: zeros.flatMap((_, i) => [zeros.with(i, 1), zeros.with(i, -1)]),
    invalid: [zeros, [...zeros, 1], zeros.with(0, 9), zeros.with(0, 0.5)],
  });
});

test.each<[string, (k: number) => boolean, number]>([
  ['k < 0', (k) => k < 0, -1],
  ['k > 6', (k) => k > 6, 7],
])('%s fails: the smallest k is found', (_, fails, expected) => {
  const { counterexample } = fc.check(
    fc.property(orbits(), (k) => !fails(k)),
    { seed: 1 },
  );
  expect(counterexample).toEqual([expected]);
});

test('a tensor that must not be rescaled is found', () => {
  const { counterexample } = fc.check(
    fc.property(rescalings(4), (exponents) => exponents[2] === 0),
    { seed: 1 },
  );
  expect(counterexample![0].map(Math.abs)).toEqual([0, 0, 1, 0]);
});

test('the draws of a seed are pinned', () => {
  expect(fc.sample(orbits(), { seed: 42, numRuns: 10 }).join(' ')).toMatchInlineSnapshot(`"-20 15 13 1 -18 13 15 -17 -5 3"`);
  expect(fc.sample(rescalings(3), { seed: 42, numRuns: 4 }).join(' | ')).toMatchInlineSnapshot(
    `"-2,11,3 | -1,-20,2 | 9,-1,10 | 0,1,-14"`,
  );
});
