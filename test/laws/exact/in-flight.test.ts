import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Measurement } from '../../../src/laws/exact/exact-law.ts';
import { finish, inFlight, type Measuring } from '../../../src/laws/exact/in-flight.ts';

const measurement = (effect: number): Measurement => ({ effect, tolerance: 0, steps: 1 });

/** A measurement that rests so many times, and tells each time that it goes on. */
function* resting(effect: number, rests: number, told: number[] = []): Measuring {
  for (let rest = 0; rest < rests; rest++) {
    told.push(effect);
    yield;
  }
  return measurement(effect);
}

describe('measurements that rest', () => {
  test('are told in the order of their configurations, however often each rests and whether it does', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(5)), { maxLength: 50 }), (rests) => {
        const numbers = rests.map((_, i) => i);
        const begin = (i: number): Measurement | Measuring => (rests[i] === null ? measurement(i) : resting(i, rests[i]));
        const effects = [...inFlight(numbers, begin)].map(({ effect }) => effect);
        expect(effects).toEqual(numbers);
      }),
    );
  });

  test('are under way together, and not all of them at once', () => {
    const told: number[] = [];
    const begun: number[] = [];
    const measuring = inFlight(
      Array.from({ length: 100 }, (_, i) => i),
      (i) => {
        begun.push(i);
        return resting(i, 2, told);
      },
    );
    measuring.next();
    expect(begun).toHaveLength(16);
    // Each has gone on once before any goes on again.
    expect(told).toEqual([...begun, ...begun]);
    expect([...measuring]).toHaveLength(99);
  });

  test('come to the same by themselves', () => {
    expect(finish(resting(3, 4))).toEqual(measurement(3));
    expect(finish(measurement(2))).toEqual(measurement(2));
  });

  test('pass on what is thrown', () => {
    const throwing = function* (): Measuring {
      yield;
      throw new Error('refused');
    };
    expect(() => [...inFlight([1, 2], throwing)]).toThrow('refused');
  });
});
