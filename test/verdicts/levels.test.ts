import { expect, test } from 'vitest';
import { levelOfConfirmation, levelOfSuspect, levelsOfTests } from '../../src/verdicts/levels.ts';

test('levels of suspects sum to α, however many there are', () => {
  const levels = Array.from({ length: 30 }, (_, k) => levelOfSuspect(1e-6, k));
  expect(levels[0]).toBeCloseTo(9e-7, 20);
  expect(levels.reduce((sum, level) => sum + level, 0)).toBeLessThanOrEqual(1e-6 * (1 + 1e-12));
});

test.each([
  [1, 1],
  [5, 4],
  [3, 0],
])('levels of %i tests of its own and %i others sum to at most α', (own, others) => {
  const levels = levelsOfTests(1e-6, own, others);
  expect(own * levels.own + others * levels.others).toBeLessThanOrEqual(1e-6 * (1 + 1e-12));
  expect(own * levels.own).toBeCloseTo(9e-7, 20);
});

test('what claims equality shares α with the test of many replicas', () => {
  expect(levelOfConfirmation(1e-6, 'equal')).toBe(5e-7);
  expect(levelOfConfirmation(1e-6, 'different')).toBe(1e-6);
});
