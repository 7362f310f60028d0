import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clopperPearson } from '../../src/statistics/clopper-pearson.ts';
import { quantileInterval } from '../../src/statistics/quantile-interval.ts';
import { standardDeviationBound } from '../../src/statistics/standard-deviation-bound.ts';
import { wilson } from '../../src/statistics/wilson.ts';
import { expectRelative, oracle } from './oracle.ts';

describe('proportions, against scipy', () => {
  test.each(oracle.proportions)('$successes of $trials at $confidence', (expected) => {
    const { successes, trials, confidence } = expected;
    clopperPearson(successes, trials, confidence).forEach((end, i) => expectRelative(end, expected.clopperPearson[i], 1e-9));
    wilson(successes, trials, confidence).forEach((end, i) => expect(end).toBeCloseTo(expected.wilson[i], 12));
  });

  test('Clopper–Pearson covers at least as often as it says, for every proportion', () => {
    const n = 25;
    const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearson(k, n, 0.9));
    for (let p = 0.01; p < 1; p += 0.01) {
      let [mass, coverage] = [(1 - p) ** n, 0];
      for (let k = 0; k <= n; k++) {
        if (intervals[k][0] <= p && p <= intervals[k][1]) coverage += mass;
        mass *= ((n - k) / (k + 1)) * (p / (1 - p));
      }
      expect(coverage).toBeGreaterThanOrEqual(0.9);
    }
  });

  test('exchanging successes and failures mirrors the interval', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (k, rest) => {
        fc.pre(k + rest > 0);
        for (const interval of [clopperPearson, wilson]) {
          const [low, high] = interval(k, k + rest, 0.95);
          const [mirroredLow, mirroredHigh] = interval(rest, k + rest, 0.95);
          expect(low).toBeCloseTo(1 - mirroredHigh, 10);
          expect(high).toBeCloseTo(1 - mirroredLow, 10);
          expect(low).toBeLessThan(high);
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  test('impossible counts are refused', () => {
    expect(() => clopperPearson(3, 2, 0.9)).toThrow(expect.objectContaining({ code: 'INVALID_COUNT' }));
    expect(() => wilson(-1, 2, 0.9)).toThrow(expect.objectContaining({ code: 'INVALID_COUNT' }));
    expect(() => wilson(1, 2, 95)).toThrow(expect.objectContaining({ code: 'INVALID_PROBABILITY' }));
  });
});

describe('quantiles, against scipy', () => {
  test.each(oracle.quantiles.cases)('p = $probability at $confidence', (expected) => {
    const { quantile, interval } = quantileInterval(oracle.quantiles.values, expected.probability, expected.confidence);
    expectRelative(quantile, expected.quantile, 1e-14);
    expect(interval[0]).toBe(expected.interval[0] ?? -Infinity);
    expect(interval[1]).toBe(expected.interval[1] ?? Infinity);
  });

  test('a single value bounds no quantile', () => {
    expect(quantileInterval([3], 0.5)).toEqual({ quantile: 3, interval: [-Infinity, Infinity] });
  });
});

describe('standardDeviationBound', () => {
  test.each(oracle.deviationBound.cases)('with confidence %d, against scipy', (confidence, expected) => {
    expectRelative(standardDeviationBound(oracle.deviationBound.pilot, confidence), expected, 1e-9);
  });
});
