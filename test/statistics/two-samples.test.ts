import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  distributionDetectableDistance,
  distributionEquivalence,
  distributionSampleSize,
  empiricalBand,
} from '../../src/statistics/distribution-equivalence.ts';
import { kolmogorovSmirnov } from '../../src/statistics/kolmogorov-smirnov.ts';
import { sequentialTwoSample } from '../../src/statistics/sequential-two-sample.ts';
import { welch, welchDetectableDifference, welchSampleSize } from '../../src/statistics/welch.ts';
import { expectRelative, oracle } from './oracle.ts';

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 15 });

describe('kolmogorovSmirnov', () => {
  test.each(oracle.kolmogorovSmirnov)('against scipy and a count in integers: p = $pValue', ({ x, y, statistic, pValue }) => {
    const result = kolmogorovSmirnov(x, y);
    expectRelative(result.statistic, statistic, 1e-14);
    expectRelative(result.pValue, pValue, 1e-12);
    expect(result.method).toBe('exact');
    const share = (sample: readonly number[]): number => sample.filter((v) => v <= result.location).length / sample.length;
    expect(Math.abs(share(x) - share(y))).toBeCloseTo(result.statistic, 14);
  });

  test('depends on the order of the values only, and not on which sample comes first', () => {
    fc.assert(
      fc.property(values, values, (x, y) => {
        const { statistic, pValue } = kolmogorovSmirnov(x, y);
        const mapped = kolmogorovSmirnov(
          x.map((v) => v ** 3),
          y.map((v) => v ** 3),
        );
        expect(mapped.statistic).toBe(statistic);
        expect(kolmogorovSmirnov(y, x).pValue).toBeCloseTo(pValue, 13);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test('equal samples have p = 1', () => expect(kolmogorovSmirnov([1, 2], [2, 1])).toMatchObject({ statistic: 0, pValue: 1 }));

  test('the bound for large samples lies above the exact p-value', () => {
    const x = Array.from({ length: 3_400 }, (_, i) => i / 3_400);
    const shifted = x.map((v) => v + 0.03);
    const bound = kolmogorovSmirnov(x, shifted);
    const exact = kolmogorovSmirnov(x.slice(0, 2_900), shifted);
    expect(bound.method).toBe('dkw');
    expect(exact.method).toBe('exact');
    // P(D ≥ d) ≈ 2 exp(−d² n) for n = m; the bound allows for a split of the level.
    expect(bound.pValue).toBeGreaterThan(2 * Math.exp(-3_400 * bound.statistic ** 2));
    expect(bound.pValue).toBeLessThan(1);
  });
});

describe('distributionEquivalence', () => {
  const grid = Array.from({ length: 3_000 }, (_, i) => i / 3_000);

  test('has the three verdicts', () => {
    const options = { tolerance: 0.05, detectable: 0.25 };
    const shifted = (by: number): number[] => grid.map((v) => v + by);
    expect(distributionEquivalence(grid, shifted(0.02), options).verdict).toBe('holds');
    expect(distributionEquivalence(grid, shifted(0.4), options).verdict).toBe('refuted');
    const few = grid.filter((_, i) => i % 100 === 0);
    expect(distributionEquivalence(few, shifted(0.02), options).verdict).toBe('undecided');
    const { statistic, interval } = distributionEquivalence(grid, shifted(0.1), options);
    expect(statistic).toBeCloseTo(0.1, 3);
    expect(interval[0]).toBeLessThan(0.1);
    expect(interval[1]).toBeGreaterThan(0.1);
  });

  test('the interval is the statistic with either band at half of β', () => {
    const [x, y] = [grid.filter((_, i) => i % 4 === 0), grid.filter((_, i) => i % 7 === 0).map((v) => v + 0.3)];
    const { statistic, interval } = distributionEquivalence(x, y, { tolerance: 0, detectable: 0.5, beta: 0.02 });
    const width = empiricalBand(x.length, 0.01) + empiricalBand(y.length, 0.01);
    expect(interval[0]).toBeCloseTo(statistic - width, 14);
    expect(interval[1]).toBeCloseTo(statistic + width, 14);
    // The verdict turns where the interval at that level touches the tolerance.
    const edge = statistic - empiricalBand(x.length, 5e-4) - empiricalBand(y.length, 5e-4);
    for (const [tolerance, verdict] of [
      [edge - 1e-9, 'refuted'],
      [edge + 1e-9, 'undecided'],
    ] as const) {
      expect(distributionEquivalence(x, y, { tolerance, detectable: edge + 0.01, alpha: 1e-3 }).verdict).toBe(verdict);
    }
  });

  test('the planned sample size makes the detectable distance detectable, and no smaller one does', () => {
    const options = { tolerance: 0.02, detectable: 0.2, alpha: 1e-4, beta: 0.05 };
    const n = distributionSampleSize(options);
    expect(distributionDetectableDistance(n, n, options)).toBeLessThanOrEqual(0.2);
    expect(distributionDetectableDistance(n - 1, n - 1, options)).toBeGreaterThan(0.2);
  });

  test('the band is that of Massart: twice exp(−2nε²) is α', () => {
    expect(2 * Math.exp(-2 * 37 * empiricalBand(37, 0.01) ** 2)).toBeCloseTo(0.01, 14);
  });

  test('thresholds out of order are refused', () => {
    expect(() => distributionEquivalence([1], [2], { tolerance: 0.3, detectable: 0.2 })).toThrow(
      expect.objectContaining({ code: 'INVALID_THRESHOLD' }),
    );
  });
});

describe('sequentialTwoSample', () => {
  const add = (state: ReturnType<typeof sequentialTwoSample>, pairs: readonly (readonly [number, number])[]) =>
    pairs.reduce((current, [x, y]) => current.add(x, y), state);

  test('its statistic is that of Kolmogorov and Smirnov', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), { minLength: 1 }),
        (pairs) => {
          const state = add(sequentialTwoSample(), pairs);
          expect(state.statistic).toBe(
            kolmogorovSmirnov(
              pairs.map(([x]) => x),
              pairs.map(([, y]) => y),
            ).statistic,
          );
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });

  test('the payoff is fair: its mean over exchanging the pair is the wealth before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 20 }), fc.nat(9), fc.nat(9), (pairs, x, y) => {
        const state = add(sequentialTwoSample(), pairs);
        expectRelative((state.add(x, y).eValue + state.add(y, x).eValue) / 2, state.eValue, 1e-13);
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  test('refutes separated samples, at the level asked for, and stays refuted', () => {
    let state = sequentialTwoSample({ alpha: 1e-6 });
    while (state.verdict === 'undecided') state = state.add(state.n % 5, 10 + (state.n % 3));
    expect(state.eValue).toBeGreaterThanOrEqual(1e6);
    expect(state.n).toBeLessThan(30);
    const decidedAt = state.decidedAt;
    for (let i = 0; i < 50; i++) state = state.add(10 + (i % 3), i % 5);
    expect(state).toMatchObject({ verdict: 'refuted', decidedAt });
    expect(state.eValue).toBeLessThan(1e6);
  });

  test('nothing is bet before there is a difference, whatever the tolerance', () => {
    let state = sequentialTwoSample({ tolerance: 0.3 });
    for (let i = 0; i < 5; i++) state = state.add(1, 1);
    expect(state.eValue).toBe(1);
    expect(state.add(1, 2).eValue).toBe(1);
    expect(state.add(1, 2).add(1, 2).eValue).toBeGreaterThan(1);
    expect(state.add(1, 2).add(1, 1).eValue).toBeLessThan(1);
  });

  test('a tolerance of 1/2 makes a distance of 1/3 stay undecided', () => {
    const pairs = Array.from({ length: 300 }, (_, i): [number, number] => [i % 3, (i % 3) + 1]);
    expect(add(sequentialTwoSample({ alpha: 1e-3 }), pairs).verdict).toBe('refuted');
    expect(add(sequentialTwoSample({ alpha: 1e-3, tolerance: 0.5 }), pairs).verdict).toBe('undecided');
  });

  test('bad input', () => {
    expect(() => sequentialTwoSample({ tolerance: 1 })).toThrow(expect.objectContaining({ code: 'INVALID_THRESHOLD' }));
    expect(() => sequentialTwoSample().add(NaN, 1)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }));
    expect(sequentialTwoSample().add(Infinity, 1).n).toBe(1);
  });
});

describe('welch', () => {
  test.each(oracle.welch)('against scipy and mpmath: p = $pValue', (expected) => {
    const result = welch(expected.x, expected.y, 0.99);
    expectRelative(result.statistic, expected.statistic, 1e-12);
    expectRelative(result.degreesOfFreedom, expected.degreesOfFreedom, 1e-12);
    expectRelative(result.pValue, expected.pValue, 1e-10);
    result.interval.forEach((end, i) => expectRelative(end, expected.interval[i], 1e-10));
  });

  test('exchanging the samples changes the sign only', () => {
    fc.assert(
      fc.property(values, values, (x, y) => {
        const [a, b] = [welch(x, y), welch(y, x)];
        expect(a.difference).toBe(-b.difference === 0 ? 0 : -b.difference);
        expect(a.pValue).toBeCloseTo(b.pValue, 13);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  test('constant samples', () => {
    expect(welch([1, 1], [1, 1, 1])).toMatchObject({ statistic: 0, pValue: 1, interval: [0, 0] });
    expect(welch([1, 1], [2, 2, 2])).toMatchObject({ statistic: -Infinity, pValue: 0 });
  });

  test.each(oracle.welchPower)('n = %d, difference %d, level %d has the power %d', (n, difference, alpha, power) => {
    expectRelative(welchDetectableDifference(n, { standardDeviation: 1, alpha, power }), difference, 0.03);
  });

  test('sample size and detectable difference are inverse', () => {
    const plan = { standardDeviation: 2, alpha: 1e-3, power: 0.9 };
    const n = welchSampleSize(0.7, plan);
    expect(welchDetectableDifference(n, plan)).toBeLessThanOrEqual(0.7);
    expect(welchDetectableDifference(n - 1, plan)).toBeGreaterThan(0.7);
  });

  test('values that are not finite are refused', () => {
    expect(() => welch([1, NaN], [1, 2])).toThrow(/x\[1\] is NaN/);
    expect(() => welch([1], [1, 2])).toThrow(expect.objectContaining({ code: 'SAMPLE_TOO_SMALL' }));
  });
});
