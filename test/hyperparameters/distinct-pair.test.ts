import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distinctPairs } from '../../src/hyperparameters/distinct-pair.ts';
import { exponentBetween } from '../../src/hyperparameters/orbit.ts';
import type { TriplePair } from '../../src/hyperparameters/pair.ts';
import { snap } from '../../src/hyperparameters/round-number.ts';
import { coordinateRanges } from '../../src/hyperparameters/triple.ts';
import { complexityOfTriple, requireInside, roundness } from './complexity.ts';
import { conforms } from './conformance.ts';

const triple = { learningRate: 1, weightDecay: 0.125, initScale: 1 };
const ranges = coordinateRanges();
const rateOf = ({ learningRate, weightDecay }: typeof triple) => learningRate * weightDecay;
const rates = (...pairs: [number, number][]): TriplePair[] =>
  pairs.map(([a, b]) => ({ first: { ...triple, weightDecay: a }, second: { ...triple, weightDecay: b } }));

describe.each([
  { ratio: 4, simplest: rates([0.125, 0.03125]) },
  { ratio: 1.5, simplest: rates([0.125, 0.0625]) },
])('distinctPairs with a ratio of $ratio', ({ ratio, simplest }) => {
  conforms(distinctPairs({ ratio }), {
    isValid: ({ first, second }) => {
      for (const one of [first, second]) requireInside(one, [1e-4, 0.3], [1e-3, 1e3], 20);
      expect(second.initScale ** 2 / second.learningRate).toBe(first.initScale ** 2 / first.learningRate);
      expect(Math.max(rateOf(first), rateOf(second)) / Math.min(rateOf(first), rateOf(second))).toBeGreaterThanOrEqual(
        ratio * (1 - 1e-14),
      );
    },
    complexity: ({ first, second }) => {
      const k = exponentBetween(first.learningRate, second.learningRate) / 2;
      const [a, b] = [first, second].map(rateOf);
      const distance = snap(Math.max(a / b, b / a));
      return [Math.abs(k), Number(b > a), ...complexityOfTriple(first, ranges), ...roundness(distance, ratio === 4 ? 4 : 2)];
    },
    simplest,
    invalid: [
      { first: triple, second: triple },
      { first: triple, second: { ...triple, weightDecay: 0.12 } },
      { first: triple, second: { ...triple, weightDecay: 0.01, initScale: 2 } },
    ],
  });
});

test('either triple may have the larger ηλ', () => {
  const drawn = fc.sample(distinctPairs(), { seed: 1, numRuns: 200 });
  expect(Math.abs(drawn.filter(({ first, second }) => rateOf(first) > rateOf(second)).length / 200 - 0.5)).toBeLessThan(0.15);
});

test('a control that misses small ηλ shrinks to the largest one missed', () => {
  const property = fc.property(distinctPairs(), ({ first, second }) => Math.min(rateOf(first), rateOf(second)) > 0.002);
  const { counterexample } = fc.check(property, { seed: 1 });
  expect(rates([0.125, 2 ** -9])).toEqual(counterexample);
});

test.each([{ ratio: 1 }, { ratio: 2000 }, { intrinsicLearningRate: { min: 0.1, max: 0.2 } }])(
  '%j is no domain',
  (constraints) => {
    expect(() => distinctPairs(constraints)).toThrow(expect.objectContaining({ code: 'TRIPLE_DOMAIN' }));
  },
);

test('the draws of a seed are pinned', () => {
  const drawn = fc.sample(distinctPairs({ orbit: 2 }), { seed: 42, numRuns: 4 });
  expect(drawn.map((pair) => [pair.first, pair.second].map((one) => Object.values(one).join(' ')).join(' | ')))
    .toMatchInlineSnapshot(`
      [
        "1 0.25 30 | 1 0.000390625 30",
        "16 0.017578125 0.8125 | 1 0.003515625 0.203125",
        "1 0.017578125 22 | 1 0.0017578125 22",
        "2.25 0.125 0.17578125 | 2.25 0.03125 0.17578125",
      ]
    `);
});
