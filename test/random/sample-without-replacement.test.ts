import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleWithoutReplacement } from '../../src/random/sample-without-replacement.ts';
import { stream } from '../../src/random/stream.ts';
import { standardisedChiSquare } from './goodness-of-fit.ts';

const size = fc.integer({ min: 0, max: 500 }).chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })));

test('draws different indices, whatever was drawn before from other populations', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(size, { minLength: 1, maxLength: 4 }), (seed, sizes) => {
      const source = stream(seed);
      for (const [n, k] of sizes) {
        const drawn = sampleWithoutReplacement(source, n, new Int32Array(k));
        expect(new Set(drawn).size).toBe(k);
        expect(drawn.every((index) => index >= 0 && index < n)).toBe(true);
      }
      const [n, k] = sizes[0];
      const again = () => [...sampleWithoutReplacement(stream(seed, 'again'), n, new Int32Array(k))];
      expect(again()).toEqual(again());
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('is uniform over the sets of three of six', () => {
  const source = stream(2, 'data');
  const counts: Record<string, number> = {};
  const out = new Int32Array(3);
  for (let i = 0; i < 20_000; i++) {
    const set = sampleWithoutReplacement(source, 6, out).toSorted().join('');
    counts[set] = (counts[set] ?? 0) + 1;
  }
  expect(Object.keys(counts)).toHaveLength(20);
  expect(Math.abs(standardisedChiSquare(Object.values(counts)))).toBeLessThan(4);
});

test('visits every index of a data set equally often', () => {
  const source = stream(3, 'data');
  const counts = Array.from({ length: 1797 }, () => 0);
  const batch = new Int32Array(32);
  for (let step = 0; step < 3000; step++)
    for (const index of sampleWithoutReplacement(source.seek(0, step), 1797, batch)) counts[index]++;
  expect(Math.abs(standardisedChiSquare(counts))).toBeLessThan(4);
});

test('needs no more indices than there are', () => {
  const all = sampleWithoutReplacement(stream(4), 5, new Int32Array(5));
  expect(all.toSorted()).toEqual(Int32Array.of(0, 1, 2, 3, 4));
  expect(() => sampleWithoutReplacement(stream(4), 4, new Int32Array(5))).toThrow(
    expect.objectContaining({ code: 'SAMPLE_SIZE' }),
  );
});

test('is pinned', () => {
  expect(sampleWithoutReplacement(stream(42, 'data'), 1797, new Int32Array(6)).join(' ')).toMatchInlineSnapshot(
    `"1154 845 1178 439 1334 1346"`,
  );
});
