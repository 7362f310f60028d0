import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponentBetween, moveAlongOrbit } from '../../src/hyperparameters/orbit.ts';
import { orbitPairs } from '../../src/hyperparameters/orbit-pair.ts';
import { coordinateRanges } from '../../src/hyperparameters/triple.ts';
import { complexityOfTriple, requireInside } from './complexity.ts';
import { conforms } from './conformance.ts';

const first = { learningRate: 1, weightDecay: 0.125, initScale: 1 };

describe.each([
  { name: 'SGD', exponents: undefined, second: { learningRate: 4, weightDecay: 0.03125, initScale: 2 } },
  {
    name: 'AdamW',
    exponents: { learningRate: 1, weightDecay: -1 },
    second: { learningRate: 2, weightDecay: 0.0625, initScale: 2 },
  },
  {
    name: 'LARS',
    exponents: { learningRate: 0, weightDecay: -2 },
    second: { learningRate: 1, weightDecay: 0.03125, initScale: 2 },
  },
])('orbitPairs of $name', ({ exponents, second }) => {
  const [a, b] = [exponents?.learningRate ?? 2, exponents?.weightDecay ?? -2];
  conforms(orbitPairs({ exponents }), {
    isValid: (pair) => {
      requireInside(pair.first, [1e-4, 0.3], [1e-3, 1e3], 20);
      const k = Math.log2(pair.second.initScale / pair.first.initScale);
      expect(Number.isInteger(k) && k !== 0 && Math.abs(k) <= 20).toBe(true);
      expect(pair.second.learningRate).toBe(pair.first.learningRate * 2 ** (a * k));
      expect(pair.second.weightDecay).toBe(pair.first.weightDecay * 2 ** (b * k));
    },
    complexity: (pair) => {
      const k = exponentBetween(pair.first.initScale, pair.second.initScale);
      return [Math.abs(k), -k, ...complexityOfTriple(pair.first, coordinateRanges())];
    },
    simplest: [{ first, second }],
    invalid: [
      { first, second: first },
      { first, second: { ...second, weightDecay: 0.1 } },
      { first, second: { ...second, initScale: 3 } },
      { first },
    ],
  });
});

test('moving there and back loses nothing', () => {
  fc.assert(
    fc.property(orbitPairs(), fc.integer({ min: -20, max: 20 }), ({ first: triple, second }, k) => {
      expect(moveAlongOrbit(moveAlongOrbit(triple, k), -k)).toEqual(triple);
      expect(moveAlongOrbit(triple, exponentBetween(triple.initScale, second.initScale))).toEqual(second);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('the exponent between numbers that are no power of two apart does not exist', () => {
  expect(exponentBetween(3, 0.75)).toBe(-2);
  expect(() => exponentBetween(1, 3)).toThrow(RangeError);
  expect(() => exponentBetween(1, NaN)).toThrow(RangeError);
});

test('the draws of a seed are pinned', () => {
  const drawn = fc.sample(orbitPairs({ limit: 3 }), { seed: 42, numRuns: 4 });
  expect(drawn.map((pair) => [pair.first, pair.second].map((triple) => Object.values(triple).join(' ')).join(' | ')))
    .toMatchInlineSnapshot(`
      [
        "1 0.28125 2 | 0.0625 4.5 0.5",
        "802816 1.330460820879255e-10 26880 | 12845056 8.315380130495343e-12 107520",
        "1 0.017578125 22 | 16 0.0010986328125 88",
        "1.4901161193847656e-8 18874368 0.00001430511474609375 | 5.960464477539063e-8 4718592 0.0000286102294921875",
      ]
    `);
});
