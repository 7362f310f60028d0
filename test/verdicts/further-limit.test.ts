import fc from 'fast-check';
import { expect, test } from 'vitest';
import { furtherLimit } from '../../src/verdicts/further-limit.ts';

test('as many more as their price allows, and eight times as many at most', () => {
  expect(furtherLimit({ replicaLimit: 128, furtherSteps: 1e5 }, 1000)).toBe(228);
  expect(furtherLimit({ replicaLimit: 128, furtherSteps: 1e9 }, 1000)).toBe(1024);
  expect(furtherLimit({ replicaLimit: 128 }, 1000)).toBe(128);
});

test('even, and never less than the usual limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(), fc.integer({ min: 1, max: 1e6 }), (half, furtherSteps, price) => {
      const limit = furtherLimit({ replicaLimit: 2 * half, furtherSteps }, price);
      expect(limit % 2).toBe(0);
      expect(limit).toBeGreaterThanOrEqual(2 * half);
      expect(limit).toBeLessThanOrEqual(16 * half);
    }),
  );
});
