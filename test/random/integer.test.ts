import fc from 'fast-check';
import { expect, test } from 'vitest';
import { integer } from '../../src/random/integer.ts';
import { stream } from '../../src/random/stream.ts';
import { standardisedChiSquare } from './goodness-of-fit.ts';

test('lies below n', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, n) => {
      const drawn = integer(stream(seed), n);
      expect(Number.isInteger(drawn) && drawn >= 0 && drawn < n).toBe(true);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.each([2, 3, 6, 10, 255, 256])('is uniform below %d', (n) => {
  const source = stream(2, 'integer', n);
  const counts = Array.from({ length: n }, () => 0);
  for (let i = 0; i < 20_000; i++) counts[integer(source, n)]++;
  expect(Math.abs(standardisedChiSquare(counts))).toBeLessThan(4);
});

test('is unbiased where the plain product would favour every third value', () => {
  const source = stream(3);
  const counts = [0, 0, 0];
  for (let i = 0; i < 20_000; i++) counts[integer(source, 3 * 2 ** 30) % 3]++;
  expect(Math.abs(standardisedChiSquare(counts))).toBeLessThan(4);
});

test('of 2³² is the word itself, and of 1 is 0', () => {
  expect(integer(stream(4), 2 ** 32)).toBe(stream(4).uint32());
  expect(integer(stream(4), 1)).toBe(0);
});

test.each([0, -1, 1.5, NaN, 2 ** 32 + 1])('of %d does not exist', (n) => {
  expect(() => integer(stream(1), n)).toThrow(expect.objectContaining({ code: 'INTEGER_RANGE' }));
});
