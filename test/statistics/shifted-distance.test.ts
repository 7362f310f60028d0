import { expect, test } from 'vitest';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { sequentialTwoSample } from '../../src/statistics/sequential-two-sample.ts';
import { shiftedDistance } from '../../src/statistics/shifted-distance.ts';

test('without a shift it is the statistic of Kolmogorov and Smirnov, with one the rest of it', () => {
  expect(shiftedDistance([1, 2, 3], [4, 5, 6], 0)).toEqual({ distance: 9, location: 3, sign: 1 });
  expect(shiftedDistance([4, 5, 6], [1, 2, 3], 0)).toEqual({ distance: 9, location: 3, sign: -1 });
  expect(shiftedDistance([1, 2, 3], [1.5, 2.5, 3.5], 0.5)).toEqual({ distance: 0, location: NaN, sign: 0 });
  // One of three lies more than 2 below all others.
  expect(shiftedDistance([1, 2, 3], [4, 5, 6], 2)).toEqual({ distance: 3, location: 1, sign: 1 });
});

test('ties count as a whole', () => {
  expect(shiftedDistance([1, 1, 2], [1, 1, 2], 0).sign).toBe(0);
});

test('a shift within the one allowed is not refuted, and a second branch at equal means is', () => {
  const source = stream(1, 'shifts');
  let [shifted, branched] = [0, 1].map(() => sequentialTwoSample({ tolerance: 0.1, shift: 0.03, alpha: 1e-4 }));
  for (let i = 0; i < 200; i++) {
    const [x, y] = [0.01 * normal(source), 0.01 * normal(source)];
    shifted = shifted.add(x, y + 0.025);
    branched = branched.add(x, y + (i % 2 === 0 ? 0.5 : -0.5));
  }
  expect([shifted.verdict, branched.verdict]).toEqual(['undecided', 'refuted']);
});
