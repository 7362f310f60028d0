import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAt } from '../../src/experiments/schedule.ts';

const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 8 });
const steps = fc.integer({ min: 1, max: 40 });

test('a number holds at every step', () => {
  fc.assert(
    fc.property(fc.double(), steps, (value, step) => Object.is(valueAt(value, step), value)),
    { seed: 1 },
  );
});

test('of a list, the t-th value holds at step t and the last one from then on', () => {
  fc.assert(
    fc.property(values, steps, (list, step) =>
      Object.is(valueAt(list, step), step <= list.length ? list[step - 1] : list.at(-1)),
    ),
    { seed: 1 },
  );
});

test('pieces give the same schedule as the list that repeats each value until the next piece', () => {
  const pieces = fc.array(fc.record({ length: fc.integer({ min: 1, max: 6 }), value: fc.double({ noNaN: true }) }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(pieces, steps, (lengths, step) => {
      let from = 1;
      const schedule = {
        pieces: lengths.map(({ length, value }) => {
          const piece = { from, value };
          from += length;
          return piece;
        }),
      };
      const list = lengths.flatMap(({ length, value }) => Array.from({ length }, () => value));
      expect(valueAt(schedule, step)).toBe(valueAt(list, step));
    }),
    { seed: 1 },
  );
});

test('a piece starts at its own step, not after it', () => {
  const schedule = {
    pieces: [
      { from: 1, value: 0.1 },
      { from: 100, value: 0.01 },
    ],
  };
  expect([99, 100, 101].map((step) => valueAt(schedule, step))).toEqual([0.1, 0.01, 0.01]);
});
