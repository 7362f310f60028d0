import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equivalentPairs } from '../../src/hyperparameters/equivalent-pair.ts';
import { exponentBetween } from '../../src/hyperparameters/orbit.ts';
import type { TriplePair } from '../../src/hyperparameters/pair.ts';
import { snap } from '../../src/hyperparameters/round-number.ts';
import { coordinateRanges } from '../../src/hyperparameters/triple.ts';
import type { Triple } from '../../src/hyperparameters/triple.ts';
import { requireInside, complexityOfTriple, roundness } from './complexity.ts';
import { conforms } from './conformance.ts';

const triple = { learningRate: 1, weightDecay: 0.125, initScale: 1 };
const startingNorm = ({ initScale, learningRate }: Triple) => initScale ** 2 / learningRate;
const phi = (of: Triple) => 1 / ((1 - of.learningRate * of.weightDecay) * startingNorm(of));
const ranges = coordinateRanges();

/** The simplest distance between two starts is 2 or, for the ratio 100, 16. */
const complexity = ({ first, second }: TriplePair, closest: number): number[] => {
  const k = exponentBetween(first.learningRate, second.learningRate) / 2;
  const [s, t] = [first, second].map((one) => one.initScale / Math.sqrt(one.learningRate));
  return [Math.abs(k), Number(t < s), ...complexityOfTriple(first, ranges), ...roundness(snap(Math.max(s / t, t / s)), closest)];
};
const starts = (...pairs: [number, number][]): TriplePair[] =>
  pairs.map(([s, t]) => ({ first: { ...triple, initScale: s }, second: { ...triple, initScale: t } }));

describe.each([
  { name: 'a ratio of 4', constraints: {}, ratio: 4, simplest: starts([1, 2]) },
  {
    name: 'a ratio of 100',
    constraints: { ratio: 100 },
    ratio: 100,
    simplest: starts([1, 16]),
  },
  { name: 'both sides of Φ₀ = 0.5', constraints: { around: 0.5 }, ratio: 4, simplest: starts([1, 2], [2, 1]) },
])('equivalentPairs with $name', ({ constraints, ratio, simplest }) => {
  conforms(equivalentPairs(constraints), {
    isValid: ({ first, second }) => {
      for (const one of [first, second]) requireInside(one, [1e-4, 0.3], [1e-3, 1e3], 20);
      expect(second.learningRate * second.weightDecay).toBe(first.learningRate * first.weightDecay);
      const larger = Math.max(startingNorm(first), startingNorm(second));
      const smaller = Math.min(startingNorm(first), startingNorm(second));
      expect(larger / smaller).toBeGreaterThanOrEqual(ratio * (1 - 1e-14));
      if (constraints.around !== undefined) expect(phi(first) >= constraints.around).not.toBe(phi(second) >= constraints.around);
    },
    complexity: (pair) => complexity(pair, ratio === 100 ? 16 : 2),
    simplest,
    invalid: [
      { first: triple, second: triple },
      { first: triple, second: { ...triple, initScale: 1.5 } },
      { first: triple, second: { ...triple, initScale: 20, weightDecay: 0.1 } },
      { first: triple, second: { learningRate: 3, weightDecay: 0.125 / 3, initScale: 20 } },
    ],
  });
});

test('either triple may have the larger norm, and the larger η', () => {
  const drawn = fc.sample(equivalentPairs(), { seed: 1, numRuns: 200 });
  for (const key of ['learningRate', 'initScale'] as const) {
    const share = drawn.filter(({ first, second }) => first[key] > second[key]).length / drawn.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.15);
  }
});

describe('what failing predicates shrink to', () => {
  const minimal = (fails: (pair: TriplePair) => boolean) =>
    fc.check(
      fc.property(equivalentPairs(), (pair) => !fails(pair)),
      { seed: 1, numRuns: 1000 },
    ).counterexample![0];

  test('only large ηλ fail: the starts do not matter', () => {
    const pair = minimal(({ first }) => first.learningRate * first.weightDecay > 0.2);
    expect([pair.first.weightDecay, pair.second.weightDecay]).toEqual([0.25, 0.25]);
    expect([pair.first.learningRate, pair.second.learningRate]).toEqual([1, 1]);
    expect([pair.first.initScale, pair.second.initScale]).toEqual([1, 2]);
  });

  test('a second start that is much smaller than the first fails', () => {
    const pair = minimal(({ first, second }) => phi(first) < 2 && phi(second) > 50);
    expect(pair).toEqual({ first: triple, second: { ...triple, initScale: 0.125 } });
  });
});

test.each([{ ratio: 1 }, { ratio: 1e7 }, { around: 1e4 }, { around: 1e-4 }, { around: NaN }, { start: { min: 0.5, max: 2 } }])(
  '%j is no domain',
  (constraints) => {
    expect(() => equivalentPairs(constraints)).toThrow(expect.objectContaining({ code: 'TRIPLE_DOMAIN' }));
  },
);

test('the draws of a seed are pinned', () => {
  const drawn = fc.sample(equivalentPairs({ orbit: 2 }), { seed: 42, numRuns: 4 });
  expect(drawn.map((pair) => [pair.first, pair.second].map((one) => Object.values(one).join(' ')).join(' | ')))
    .toMatchInlineSnapshot(`
      [
        "1 0.28125 2 | 4 0.0703125 2",
        "16 0.017578125 0.8125 | 1 0.28125 26",
        "1 0.001220703125 0.4375 | 4 0.00030517578125 0.4375",
        "2.25 0.125 0.17578125 | 2.25 0.125 0.3515625",
      ]
    `);
});
