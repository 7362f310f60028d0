import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coordinateRanges, triples } from '../../src/hyperparameters/triple.ts';
import type { Triple, TripleConstraints } from '../../src/hyperparameters/triple.ts';
import { complexityOfTriple, requireInside } from './complexity.ts';
import { conforms } from './conformance.ts';

const simplest = { learningRate: 1, weightDecay: 0.125, initScale: 1 };

describe.each<[string, TripleConstraints, [number, number], [number, number], number, Triple]>([
  ['the whole domain', {}, [1e-4, 0.3], [1e-3, 1e3], 20, simplest],
  ['no orbit', { orbit: 0 }, [1e-4, 0.3], [1e-3, 1e3], 0, simplest],
  [
    'a law’s domain',
    { intrinsicLearningRate: { min: 1e-3, max: 0.05 }, start: { max: 10 }, orbit: 3 },
    [1e-3, 0.05],
    [1e-3, 10],
    3,
    { ...simplest, weightDecay: 0.03125 },
  ],
  ['small norms', { start: { min: 4, max: 500 } }, [1e-4, 0.3], [4, 500], 20, { ...simplest, initScale: 0.5 }],
  ['one ηλ', { intrinsicLearningRate: { min: 0.1, max: 0.1 } }, [0.1, 0.1], [1e-3, 1e3], 20, { ...simplest, weightDecay: 0.1 }],
])('triples in %s', (_, constraints, rates, phis, orbit, expected) => {
  const ranges = coordinateRanges(constraints);
  conforms(triples(constraints), {
    isValid: (triple) => requireInside(triple, rates, phis, orbit),
    complexity: (triple) => complexityOfTriple(triple, ranges),
    simplest: [expected],
    invalid: [
      { ...simplest, weightDecay: 0.9 },
      { ...simplest, weightDecay: 0 },
      { ...simplest, learningRate: -1 },
      { ...simplest, initScale: 1e9 },
      { ...simplest, learningRate: 4 ** 21, weightDecay: 0.1 / 4 ** 21, initScale: 2 ** 21 },
      { learningRate: 1, weightDecay: 0.1 },
      { ...simplest, initScale: '1' },
    ],
  });
});

test('η and ρ₀ are exact products, and ηλ is what it was meant to be', () => {
  for (const { learningRate, weightDecay, initScale } of fc.sample(triples(), { seed: 1, numRuns: 500 })) {
    const significand = (x: number) => x / 2 ** Math.floor(Math.log2(x));
    expect(Number.isInteger(significand(learningRate) * 2 ** 7)).toBe(true);
    expect(Number.isInteger(significand(initScale) * 2 ** 7)).toBe(true);
    const rate = learningRate * weightDecay;
    expect(Math.abs(rate / (Math.round(significand(rate) * 8) / 8 / (significand(rate) / rate)) - 1)).toBeLessThan(3e-16);
  }
});

test('unbiased draws are log-uniform in ηλ, Φ₀ and c, and independent', () => {
  const drawn = fc.sample(fc.noBias(triples()), { seed: 1, numRuns: 20_000 });
  const logs = drawn.map(({ learningRate: rate, weightDecay: decay, initScale }) => [
    (Math.log(rate * decay) - Math.log(1e-4)) / Math.log(3000),
    Math.log(rate / ((1 - rate * decay) * initScale ** 2)) / Math.log(1e6) + 0.5,
    Math.log2(rate) / 80 + 0.5,
  ]);
  const mean = (f: (coordinates: number[]) => number) => logs.reduce((sum, coordinates) => sum + f(coordinates), 0) / logs.length;
  for (let i = 0; i < 3; i++) {
    expect(mean((u) => u[i])).toBeCloseTo(1 / 2, 1.5);
    expect(mean((u) => (u[i] - 0.5) ** 2)).toBeCloseTo(1 / 12, 1.5);
    for (let j = 0; j < i; j++) expect(Math.abs(12 * mean((u) => (u[i] - 0.5) * (u[j] - 0.5)))).toBeLessThan(0.03);
  }
});

describe('what failing predicates shrink to', () => {
  const phi = ({ learningRate: rate, weightDecay: decay, initScale }: Triple) => rate / ((1 - rate * decay) * initScale ** 2);
  const minimal = (fails: (triple: Triple) => boolean, seed: number) =>
    fc.check(
      fc.property(triples(), (triple) => !fails(triple)),
      { seed, numRuns: 1000 },
    ).counterexample![0];

  test.each<[string, (triple: Triple) => boolean, Triple]>([
    ['ηλ > 0.05', ({ learningRate: rate, weightDecay: decay }) => rate * decay > 0.05, simplest],
    ['ηλ > 0.2', ({ learningRate: rate, weightDecay: decay }) => rate * decay > 0.2, { ...simplest, weightDecay: 0.25 }],
    ['ηλ < 0.001', ({ learningRate: rate, weightDecay: decay }) => rate * decay < 0.001, { ...simplest, weightDecay: 2 ** -10 }],
    ['Φ₀ > 10', (triple) => phi(triple) > 10, { ...simplest, initScale: 0.25 }],
    ['Φ₀ < 0.1', (triple) => phi(triple) < 0.1, { ...simplest, initScale: 4 }],
    ['η > 1: a broken symmetry', ({ learningRate }) => learningRate > 1, { learningRate: 4, weightDecay: 0.03125, initScale: 2 }],
    ['η < 0.1', ({ learningRate }) => learningRate < 0.1, { learningRate: 1 / 16, weightDecay: 2, initScale: 0.25 }],
  ])('%s', (_, fails, expected) => {
    for (const seed of [1, 2, 3]) expect(minimal(fails, seed)).toEqual(expected);
  });

  test('a triple given in decimals', () => {
    const example = { learningRate: 0.1, weightDecay: 0.0005, initScale: 1 };
    const { counterexample } = fc.check(
      fc.property(
        triples({ intrinsicLearningRate: { min: 1e-5 } }),
        ({ learningRate, weightDecay }) => learningRate * weightDecay > 1e-4,
      ),
      { seed: 1, examples: [[example]] },
    );
    expect(counterexample).toEqual([{ learningRate: 1, weightDecay: 2 ** -14, initScale: 1 }]);
  });
});

test.each<[TripleConstraints]>([
  [{ intrinsicLearningRate: { min: 0.5 } }],
  [{ intrinsicLearningRate: { max: 1 } }],
  [{ intrinsicLearningRate: { min: 0 } }],
  [{ start: { min: 10, max: 1 } }],
  [{ start: { min: 1, max: 1.2 } }],
  [{ orbit: -1 }],
  [{ orbit: NaN }],
])('%j is no domain', (constraints) => {
  expect(() => triples(constraints)).toThrow(expect.objectContaining({ code: 'TRIPLE_DOMAIN' }));
});

test('the draws of a seed are pinned', () => {
  expect(fc.sample(triples(), { seed: 42, numRuns: 6 }).map((triple) => Object.values(triple).join(' '))).toMatchInlineSnapshot(`
    [
      "1099511627776 1.1368683772161603e-13 40960",
      "708837376 2.4109682035164017e-12 798720",
      "0.0000014901161193847656 17039.36 0.001220703125",
      "1 0.0001678466796875 1",
      "1099511627776 5.329070518200751e-15 40960",
      "1.5370460459962487e-10 893461.2071005917 0.00001239776611328125",
    ]
  `);
});
