import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permutation } from '../../src/random/permutation.ts';
import { stream } from '../../src/random/stream.ts';
import { standardisedChiSquare } from './goodness-of-fit.ts';

test('contains every index once', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 300 }), (seed, n) => {
      const order = permutation(stream(seed), new Int32Array(n).fill(-7));
      expect(order.toSorted()).toEqual(Int32Array.from({ length: n }, (_, i) => i));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('is uniform over the orders of four', () => {
  const source = stream(2, 'data');
  const counts: Record<string, number> = {};
  const out = new Int32Array(4);
  for (let i = 0; i < 24_000; i++) {
    const order = permutation(source, out).join('');
    counts[order] = (counts[order] ?? 0) + 1;
  }
  expect(Object.keys(counts)).toHaveLength(24);
  expect(Math.abs(standardisedChiSquare(Object.values(counts)))).toBeLessThan(4);
});

test('is pinned', () => {
  expect(permutation(stream(42, 'data'), new Int32Array(10)).join(' ')).toMatchInlineSnapshot(`"0 4 3 1 5 7 2 9 8 6"`);
});
