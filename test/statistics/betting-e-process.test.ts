import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bettingEProcess, updateBettingEProcess, type BettingHypothesis } from '../../src/statistics/betting-e-process.ts';
import { confidenceSequence } from '../../src/statistics/confidence-sequence.ts';
import { expectRelative, oracle } from './oracle.ts';

const eValue = (hypothesis: BettingHypothesis, values: readonly number[]): number =>
  values.reduce(updateBettingEProcess, bettingEProcess(hypothesis)).eValue;

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const inside = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const sides = ['at-most', 'at-least'] as const;

describe('bettingEProcess', () => {
  test.each(oracle.betting)('is the Dirichlet mixture, integrated with 50 digits (threshold $threshold)', (expected) => {
    const { values, threshold, lower, upper } = expected;
    expectRelative(eValue({ mean: 'at-most', threshold, lower, upper }, values), expected.atMost, 1e-12);
    expectRelative(eValue({ mean: 'at-least', threshold, lower, upper }, values), expected.atLeast, 1e-12);
  });

  test('is fair at the threshold and unfavourable inside the hypothesis, for every two-point law', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), unit, unit, inside, (before, a, b, threshold) => {
        const [low, high] = [Math.min(a, b) * threshold, threshold + Math.max(a, b) * (1 - threshold)];
        fc.pre(high - low > 1e-6);
        for (const mean of sides) {
          const process = before.reduce(updateBettingEProcess, bettingEProcess({ mean, threshold, lower: 0, upper: 1 }));
          const expectation = (share: number): number =>
            (1 - share) * updateBettingEProcess(process, low).eValue + share * updateBettingEProcess(process, high).eValue;
          const fair = (threshold - low) / (high - low);
          expectRelative(expectation(fair), process.eValue, 1e-9);
          const unfavourable = mean === 'at-most' ? fair / 2 : (1 + fair) / 2;
          expect(expectation(unfavourable)).toBeLessThanOrEqual(process.eValue * (1 + 1e-9));
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('does not depend on the order of the values', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 2, maxLength: 40 }), inside, (values, threshold) => {
        for (const mean of sides) {
          const hypothesis = { mean, threshold, lower: 0, upper: 1 };
          expectRelative(eValue(hypothesis, [...values].reverse()), eValue(hypothesis, values), 1e-12);
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test('mirrored values test the mirrored hypothesis, and a change of unit changes nothing', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), inside, (values, threshold) => {
        const atMost = eValue({ mean: 'at-most', threshold, lower: 0, upper: 1 }, values);
        const mirrored = values.map((x) => -8 * x);
        expectRelative(eValue({ mean: 'at-least', threshold: -8 * threshold, lower: -8, upper: 0 }, mirrored), atMost, 1e-12);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test('the evidence decreases in the threshold of "at most" and increases in that of "at least"', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), inside, inside, (values, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const at = (mean: 'at-most' | 'at-least', threshold: number): number =>
          eValue({ mean, threshold, lower: 0, upper: 1 }, values);
        expect(at('at-most', high)).toBeLessThanOrEqual(at('at-most', low) * (1 + 1e-12));
        expect(at('at-least', low)).toBeLessThanOrEqual(at('at-least', high) * (1 + 1e-12));
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test('a state is plain data, and an update leaves it alone', () => {
    const before = bettingEProcess({ mean: 'at-most', threshold: 0.5, lower: 0, upper: 1 });
    const copy = structuredClone(before);
    const after = updateBettingEProcess(before, 1);
    expect(before).toEqual(copy);
    expect(after.n).toBe(1);
    expect(updateBettingEProcess(JSON.parse(JSON.stringify(after)), 0.2)).toEqual(updateBettingEProcess(after, 0.2));
  });

  test('evidence stays finite in both directions', () => {
    const hypothesis: BettingHypothesis = { mean: 'at-most', threshold: 0.01, lower: 0, upper: 1 };
    expect(eValue(hypothesis, Array(2_000).fill(1))).toBeGreaterThan(1e299);
    expect(eValue(hypothesis, Array(2_000).fill(1))).toBeLessThan(Infinity);
    expect(eValue(hypothesis, Array(20_000).fill(0))).toBeGreaterThanOrEqual(0);
  });

  test('bad input', () => {
    const hypothesis: BettingHypothesis = { mean: 'at-most', threshold: 0.5, lower: 0, upper: 1 };
    for (const x of [-0.1, 1.1, NaN]) {
      expect(() => updateBettingEProcess(bettingEProcess(hypothesis), x)).toThrow(
        expect.objectContaining({ code: 'OUT_OF_RANGE' }),
      );
    }
    for (const threshold of [0, 1, 2, NaN]) {
      expect(() => bettingEProcess({ ...hypothesis, threshold })).toThrow(expect.objectContaining({ code: 'INVALID_THRESHOLD' }));
    }
  });
});

describe('confidenceSequence', () => {
  const { values, lower, upper } = oracle.betting[2];
  const { alpha, interval } = oracle.confidenceSequence;

  test('its ends solve E = 2/α, against mpmath', () => {
    const ends = confidenceSequence(values, { lower, upper, alpha });
    ends.forEach((end, i) => expect(Math.abs(end - interval[i])).toBeLessThan(1e-10));
    // Rounded outwards.
    expect(ends[0]).toBeLessThanOrEqual(interval[0]);
    expect(ends[1]).toBeGreaterThanOrEqual(interval[1]);
  });

  test('is the whole range before the first value', () => {
    expect(confidenceSequence([], { lower: -2, upper: 5, alpha: 0.1 })).toEqual([-2, 5]);
  });

  test('contains the sample mean, narrows with n and widens with confidence', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 12 }), (sample) => {
        const at = (repeats: number, level: number): readonly [number, number] =>
          confidenceSequence(Array(repeats).fill(sample).flat(), { lower: 0, upper: 1, alpha: level });
        const [low, high] = at(1, 0.1);
        const centre = sample.reduce((a, b) => a + b) / sample.length;
        expect(low).toBeLessThanOrEqual(centre);
        expect(high).toBeGreaterThanOrEqual(centre);
        const [longLow, longHigh] = at(8, 0.1);
        expect(longHigh - longLow).toBeLessThan(high - low);
        const [wideLow, wideHigh] = at(1, 0.01);
        expect(wideLow).toBeLessThanOrEqual(low);
        expect(wideHigh).toBeGreaterThanOrEqual(high);
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});
