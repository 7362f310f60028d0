import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reading } from '../../src/experiments/reading.ts';
import { valuesIn, type Quantity } from '../../src/verdicts/quantity.ts';

/** Replicas whose first arm says nothing but its number. */
const numbered = (count: number): Reading[][] => Array.from({ length: count }, (_, i) => [i as unknown as Reading]);
const of = (part: Partial<Quantity>): Quantity => ({ name: 'x', tolerance: 1, value: () => 0, ...part });

test('each replica gives one number, and each whole pair one, whatever their number is', () => {
  fc.assert(
    fc.property(fc.nat(9), (count) => {
      const alone = of({ value: ([a], [b]) => Number(a) - Number(b) });
      expect(valuesIn(numbered(count), alone)).toEqual(Array.from({ length: count }, () => 0));
      const paired = of({ ofPairs: true, value: ([a], [b]) => 10 * Number(a) + Number(b) });
      const pairs = Array.from({ length: Math.floor(count / 2) }, (_, i) => 10 * (2 * i) + 2 * i + 1);
      expect(valuesIn(numbered(count), paired)).toEqual(pairs);
    }),
  );
});

test('what cannot be computed is left out', () => {
  expect(valuesIn(numbered(3), of({ value: ([a]) => (Number(a) === 1 ? NaN : Number(a)) }))).toEqual([0, 2]);
});
