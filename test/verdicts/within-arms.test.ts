import { expect, test } from 'vitest';
import type { Reading } from '../../src/experiments/reading.ts';
import { withinArms } from '../../src/verdicts/within-arms.ts';
import { height } from '../laws/statistical/synthetic.ts';

const reading = (value: number): Reading => ({ mean: () => value }) as unknown as Reading;
const value = (arms: readonly Reading[]): number =>
  arms[1].mean(height, 0) - arms[0].mean(height, 0) + 100 * (arms[3].mean(height, 0) - arms[2].mean(height, 0));

test('replicas of one arm are compared as arms are, in pairs that share none', () => {
  const replicas = [
    [0, 0, 0, 0],
    [1, 2, 3, 4],
    [1, 0, 0, 0],
    [0, 5, 0, 7],
    [9, 9, 9, 9],
  ].map((row) => row.map(reading));
  expect(withinArms(replicas, { value })).toEqual([
    [1 + 300, -1 + 0],
    [2 + 400, 5 + 700],
  ]);
});

test('what cannot be compared is left out', () => {
  expect(withinArms([], { value })).toEqual([[], []]);
  expect(withinArms([[NaN, 1, 1, 1].map(reading), [1, 1, 1, 1].map(reading)], { value })).toEqual([[], [0]]);
});
