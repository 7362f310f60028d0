import { expect, test } from 'vitest';
import { mean, median } from '../../src/statistics/descriptive.ts';
import { bootstrap, type UniformSource } from '../../src/statistics/bootstrap.ts';
import { expectRelative, oracle } from './oracle.ts';

/** The generator of fixtures/oracles/statistics.py. */
function congruential(): UniformSource {
  let x = 1;
  return {
    uniform() {
      x = (Math.imul(1664525, x) + 1013904223) >>> 0;
      return x / 2 ** 32;
    },
  };
}

const statistics = { mean, median };
const cases = oracle.bootstrap.flatMap((expected) => [
  { ...expected, method: 'percentile' as const, interval: expected.percentile },
  { ...expected, method: 'bca' as const, interval: expected.bca },
]);

test.each(cases)('$method interval of the $statistic, against numpy with the same resamples', (expected) => {
  const { values, resamples, confidence, method } = expected;
  const statistic = (sample: readonly number[]): number => statistics[expected.statistic]([...sample]);
  const result = bootstrap(values, statistic, { stream: congruential(), resamples, confidence, method });
  expectRelative(result.estimate, statistic(values), 1e-14);
  expectRelative(result.standardError, expected.standardError, 1e-11);
  result.interval.forEach((end, i) => expectRelative(end, expected.interval[i], 1e-9));
});

test('a statistic with ties is not biased by them', () => {
  const sample = Array.from({ length: 15 }, (_, i) => i);
  const { interval } = bootstrap(sample, (draw) => median([...draw]), { stream: congruential() });
  expect(interval[0]).toBeGreaterThan(1);
  expect(interval[1]).toBeLessThan(13);
  expect(Math.abs(interval[0] + interval[1] - 14)).toBeLessThanOrEqual(3);
});

test('a constant sample has a point for an interval', () => {
  expect(bootstrap([2, 2, 2], (draw) => mean([...draw]), { stream: congruential() }).interval).toEqual([2, 2]);
});
