import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schedules } from '../../src/hyperparameters/schedule.ts';
import { roundness } from './complexity.ts';
import { conforms } from './conformance.ts';

describe.each([
  { minLength: 1, maxLength: 8, min: 1 / 8, max: 4, simplest: [1] },
  { minLength: 3, maxLength: 3, min: 0.25, max: 1, simplest: [1, 1, 1] },
])('schedules of $minLength to $maxLength steps', ({ simplest, ...constraints }) => {
  conforms(schedules(constraints), {
    isValid: (schedule) => {
      expect(schedule.length).toBeGreaterThanOrEqual(constraints.minLength);
      expect(schedule.length).toBeLessThanOrEqual(constraints.maxLength);
      for (const multiplier of schedule) expect(multiplier >= constraints.min && multiplier <= constraints.max).toBe(true);
    },
    complexity: (schedule) => [
      schedule.length,
      ...schedule.map((multiplier) => roundness(multiplier, 1)).reduce((a, b) => a.map((x, i) => x + b[i])),
    ],
    simplest: [simplest],
    invalid: [[], [0], [8], [1, -1], Array.from({ length: 20 }, () => 1)],
    numRuns: 100,
  });
});

test('the multipliers are quarters of a power of two', () => {
  for (const multiplier of fc.sample(schedules({ min: 2 ** -6, max: 2 ** 6 }), { seed: 1, numRuns: 200 }).flat()) {
    expect(Number.isInteger((multiplier / 2 ** Math.floor(Math.log2(multiplier))) * 4)).toBe(true);
  }
});

test('a law that fails where the rate grows shrinks to two steps', () => {
  const grows = (schedule: number[]) => schedule.some((multiplier, i) => i > 0 && multiplier > schedule[i - 1]);
  const { counterexample } = fc.check(
    fc.property(schedules(), (schedule) => !grows(schedule)),
    { seed: 1 },
  );
  expect(counterexample![0]).toHaveLength(2);
  expect(counterexample![0]).toContain(1);
});

test('the draws of a seed are pinned', () => {
  expect(fc.sample(schedules(), { seed: 42, numRuns: 4 }).join(' | ')).toMatchInlineSnapshot(
    `"0.125,0.125,1 | 0.4375,2.5,0.15625 | 1.75 | 0.125,3"`,
  );
});
