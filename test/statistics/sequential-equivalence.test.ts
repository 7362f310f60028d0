import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bettingEProcess, updateBettingEProcess } from '../../src/statistics/betting-e-process.ts';
import { clipBound } from '../../src/statistics/clip-bound.ts';
import { differenceDetectableEffect, differenceSampleSize } from '../../src/statistics/difference-plan.ts';
import { equivalenceDetectableEffect, equivalenceSampleSize } from '../../src/statistics/equivalence-plan.ts';
import {
  gaussianEquivalenceDetectableEffect,
  gaussianEquivalenceSampleSize,
  gaussianSequentialEquivalence,
} from '../../src/statistics/gaussian-sequential-equivalence.ts';
import { sequentialDifference } from '../../src/statistics/sequential-difference.ts';
import { sequentialEquivalence } from '../../src/statistics/sequential-equivalence.ts';
import { sequentialTwoSampleDetectableDistance, sequentialTwoSampleSize } from '../../src/statistics/sequential-two-sample.ts';
import { smallestCount } from '../../src/statistics/smallest-count.ts';
import type { SequentialMeanTest } from '../../src/statistics/two-threshold-test.ts';

const add = (state: SequentialMeanTest, values: readonly number[]): SequentialMeanTest =>
  values.reduce((current, x) => current.add(x), state);

/** Adds `value(n)` until there is a verdict. */
function untilDecided(state: SequentialMeanTest, value: (n: number) => number): SequentialMeanTest {
  while (state.verdict === 'undecided' && state.n < 5_000) state = state.add(value(state.n));
  return state;
}

const sample = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 60 });
const options = { tolerance: 0.5, detectable: 1.5, alpha: 1e-3, beta: 0.01 };

describe('sequentialEquivalence', () => {
  test('the three verdicts', () => {
    const alternating = (centre: number) => (n: number) => centre + (n % 2 === 0 ? 0.8 : -0.8);
    expect(untilDecided(sequentialEquivalence(options), alternating(0))).toMatchObject({ verdict: 'holds' });
    expect(untilDecided(sequentialEquivalence(options), alternating(2))).toMatchObject({ verdict: 'refuted' });
    expect(untilDecided(sequentialEquivalence(options), alternating(-2))).toMatchObject({ verdict: 'refuted' });
    expect(sequentialEquivalence(options)).toMatchObject({
      n: 0,
      verdict: 'undecided',
      mean: 0,
      interval: [-3, 3],
      decidedAt: undefined,
    });
    expect(add(sequentialEquivalence(options), [0.1, -0.1]).verdict).toBe('undecided');
  });

  test('holds exactly when the interval of confidence 1 − 2β lies inside ±δ₁', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const state = add(sequentialEquivalence({ ...options, alpha: 1e-200, maximalClippedShare: 0.999 }), values);
        const [low, high] = state.interval;
        fc.pre(Math.abs(high - 1.5) > 1e-9 && Math.abs(low + 1.5) > 1e-9);
        expect(state.eValues.inside >= state.thresholds.inside).toBe(-1.5 < low && high < 1.5);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('is symmetric, and invariant under a change of unit', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const state = add(sequentialEquivalence(options), values);
        const mirrored = add(
          sequentialEquivalence(options),
          values.map((x) => -x),
        );
        const scaled = add(
          sequentialEquivalence({ ...options, tolerance: 4, detectable: 12 }),
          values.map((x) => 8 * x),
        );
        for (const other of [mirrored, scaled]) {
          expect(other.verdict).toBe(state.verdict);
          expect(other.eValues.outside).toBeCloseTo(state.eValues.outside, 10);
          expect(other.eValues.inside).toBeCloseTo(state.eValues.inside, 10);
        }
        expect(mirrored.mean).toBeCloseTo(-state.mean, 12);
        expect(scaled.interval[0]).toBeCloseTo(8 * state.interval[0], 8);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('the evidence is that of four bets', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const { eValues } = add(sequentialEquivalence(options), values);
        const against = (mean: 'at-most' | 'at-least', threshold: number): number =>
          values.reduce(
            (process, x) => updateBettingEProcess(process, Math.max(-3, Math.min(3, x))),
            bettingEProcess({ mean, threshold, lower: -3, upper: 3 }),
          ).eValue;
        expect(eValues.outside).toBe((against('at-most', 0.5) + against('at-least', -0.5)) / 2);
        expect(eValues.inside).toBe(Math.min(against('at-least', 1.5), against('at-most', -1.5)));
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  test('refutes as soon as the evidence reaches 1/α, and no sooner', () => {
    const decidedAt = add(sequentialEquivalence(options), Array(40).fill(2.9)).decidedAt!;
    const earlier = add(sequentialEquivalence(options), Array(decidedAt - 1).fill(2.9));
    expect(earlier).toMatchObject({ verdict: 'undecided', thresholds: { outside: 1e3 } });
    expect(earlier.eValues.outside).toBeLessThan(1e3);
    expect(earlier.add(2.9).eValues.outside).toBeGreaterThanOrEqual(1e3);
  });

  test('the first decision stands, while the evidence goes on', () => {
    const held = untilDecided(sequentialEquivalence(options), () => 0);
    const later = add(held, Array(60).fill(3));
    expect(later).toMatchObject({ verdict: 'holds', decidedAt: held.n, n: held.n + 60 });
    expect(later.eValues.outside).toBeGreaterThan(1e3);
  });

  test('a smaller α costs correct code nothing', () => {
    const values = (n: number): number => (n % 2 === 0 ? 1 : -1);
    const n = [1e-2, 1e-6, 1e-12].map((alpha) => untilDecided(sequentialEquivalence({ ...options, alpha }), values).n);
    expect(new Set(n).size).toBe(1);
  });

  test('holds is withheld while too much is clipped', () => {
    // Noise of ±10 around an effect of 2.5: what is left after clipping to ±3 would be a mean near 0.
    const noisy = (n: number): number => 2.5 + (n % 2 === 0 ? 10 : -10);
    const state = untilDecided(sequentialEquivalence(options), noisy);
    expect(state).toMatchObject({ verdict: 'undecided', clipped: state.n });
    expect(untilDecided(sequentialEquivalence({ ...options, maximalClippedShare: 0.999999 }), noisy).verdict).toBe('undecided');
    expect(untilDecided(sequentialEquivalence({ ...options, bound: 30 }), noisy).verdict).toBe('refuted');
  });

  test('an undecided state says why', () => {
    const quiet = add(sequentialEquivalence(options), [0.1, -0.2]);
    expect(quiet.reason).toBe('after 2 values the mean is shown neither to lie outside ±0.5 nor to lie inside ±1.5');
    expect(add(sequentialEquivalence(options), [9, -9]).reason).toMatch(/^2 of 2 values lie outside ±3 and were clipped/);
    expect(untilDecided(quiet, () => 0).reason).toBeUndefined();
  });

  test('infinite values are clipped, NaN is refused, states do not change', () => {
    const state = sequentialEquivalence(options);
    const next = state.add(Infinity).add(-Infinity);
    expect(next).toMatchObject({ n: 2, clipped: 2, mean: 0 });
    expect(state.n).toBe(0);
    expect(() => state.add(NaN)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  });

  test.each([
    [{ tolerance: 0 }, 'INVALID_SIZE'],
    [{ tolerance: 1, detectable: 0.5 }, 'INVALID_THRESHOLD'],
    [{ tolerance: 1, detectable: 3, bound: 3 }, 'INVALID_THRESHOLD'],
    [{ tolerance: 1, bound: Infinity }, 'INVALID_THRESHOLD'],
    [{ tolerance: 1, alpha: 0 }, 'INVALID_PROBABILITY'],
    [{ tolerance: 1, beta: 0.5 }, 'INVALID_PROBABILITY'],
  ])('%o is refused', (wrong, code) => {
    expect(() => sequentialEquivalence(wrong)).toThrow(expect.objectContaining({ code }));
  });
});

describe('sequentialDifference', () => {
  const control = { difference: 1, bound: 4, alpha: 1e-3, beta: 0.01 };

  test('the three verdicts', () => {
    const alternating = (centre: number) => (n: number) => centre + (n % 2 === 0 ? 0.5 : -0.5);
    expect(untilDecided(sequentialDifference(control), alternating(2.5)).verdict).toBe('holds');
    expect(untilDecided(sequentialDifference(control), alternating(-2.5)).verdict).toBe('holds');
    expect(untilDecided(sequentialDifference(control), alternating(0)).verdict).toBe('refuted');
    expect(untilDecided(sequentialDifference(control), alternating(1)).verdict).toBe('undecided');
  });

  test('is the mirror image of the equivalence test', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const difference = add(sequentialDifference({ difference: 1.5, negligible: 0.5, alpha: 0.01, beta: 1e-3 }), values);
        const equivalence = add(sequentialEquivalence(options), values);
        expect(difference.eValues).toEqual(equivalence.eValues);
        const mirror = { holds: 'refuted', refuted: 'holds', undecided: 'undecided' } as const;
        expect(difference.verdict).toBe(mirror[equivalence.verdict]);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  test('a negligible difference above the difference is refused', () => {
    expect(() => sequentialDifference({ difference: 1, negligible: 2 })).toThrow(
      expect.objectContaining({ code: 'INVALID_THRESHOLD' }),
    );
  });
});

describe('gaussianSequentialEquivalence', () => {
  const known = { ...options, standardDeviation: 1 };

  test('evidence is the likelihood ratio of normal densities', () => {
    const values = [1.2, 0.7, 2.1];
    const density = (mean: number): number => values.reduce((product, x) => product * Math.exp(-((x - mean) ** 2) / 2), 1);
    const { eValues } = add(gaussianSequentialEquivalence(known), values);
    const [above, below] = [density(1.5) / density(0.5), density(-1.5) / density(-0.5)];
    expect(eValues.outside).toBeCloseTo((above + below) / 2, 10);
    expect(eValues.inside).toBeCloseTo(1 / Math.max(above, below), 10);
  });

  test('decides sooner than betting', () => {
    for (const centre of [0, 1.8]) {
      const value = (n: number): number => centre + (n % 2 === 0 ? 1 : -1);
      const gaussian = untilDecided(gaussianSequentialEquivalence(known), value);
      const betting = untilDecided(sequentialEquivalence(options), value);
      expect(gaussian.verdict).toBe(betting.verdict);
      expect(gaussian.n).toBeLessThan(betting.n);
    }
  });

  test('the interval is the normal mixture: the mixed likelihood ratio at its ends is 1/(2β)', () => {
    const state = add(gaussianSequentialEquivalence(known), [0.3, -0.2, 0.9, 0.1]);
    const [low, high] = state.interval;
    expect((low + high) / 2).toBeCloseTo(0.275, 12);
    // ∫ exp(θ S − nθ²/2) dN(0, 1)(θ) = exp(S²/(2(n + 1)))/√(n + 1) for the centred sum S.
    const sum = 4 * (state.mean - low);
    expect(Math.exp(sum ** 2 / (2 * 5)) / Math.sqrt(5)).toBeCloseTo(1 / 0.02, 8);
  });

  test('evidence stays finite, values that are not are refused', () => {
    expect(add(gaussianSequentialEquivalence(known), Array(5_000).fill(9)).eValues.outside).toBeLessThan(Infinity);
    expect(add(gaussianSequentialEquivalence(known), Array(5_000).fill(9)).eValues.inside).toBeGreaterThan(0);
    expect(() => gaussianSequentialEquivalence(known).add(Infinity)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
    expect(() => gaussianSequentialEquivalence({ ...known, detectable: 0.5 })).toThrow(
      expect.objectContaining({ code: 'INVALID_THRESHOLD' }),
    );
  });
});

describe('planning', () => {
  const plan = { ...options, standardDeviation: 1 };

  test('sample size and detectable effect are inverse', () => {
    const n = equivalenceSampleSize(1.5, plan);
    expect(equivalenceDetectableEffect(n, plan)).toBeLessThanOrEqual(1.5);
    expect(equivalenceDetectableEffect(n - 1, plan)).toBeGreaterThan(1.495);
  });

  test('without noise the plan is what happens', () => {
    const quiet = { ...plan, standardDeviation: 1e-12 };
    for (const effect of [0, 0.4, 0.9, 1.5, 2.9]) {
      expect(equivalenceSampleSize(effect, { ...quiet, beta: effect === 0.9 ? 1e-60 : 0.01 })).toBe(
        untilDecided(sequentialEquivalence({ ...options, beta: effect === 0.9 ? 1e-60 : 0.01 }), () => effect).n,
      );
    }
  });

  test('more noise, more power and more certainty take more values', () => {
    const n = equivalenceSampleSize(1.5, plan);
    expect(equivalenceSampleSize(1.5, { ...plan, standardDeviation: 1.5 })).toBeGreaterThan(n);
    expect(equivalenceSampleSize(1.5, { ...plan, power: 0.999 })).toBeGreaterThan(n);
    expect(equivalenceSampleSize(1.5, { ...plan, alpha: 1e-6 })).toBeGreaterThan(n);
    expect(equivalenceSampleSize(-1.5, plan)).toBe(n);
    expect(equivalenceSampleSize(0.4, plan)).toBeGreaterThan(equivalenceSampleSize(0, plan));
  });

  test('what cannot be decided takes for ever', () => {
    expect(equivalenceSampleSize(0.501, plan)).toBe(Infinity);
    expect(equivalenceDetectableEffect(5, plan)).toBe(Infinity);
  });
});

describe('planning the other tests', () => {
  const control = { difference: 1, bound: 5, standardDeviation: 1 };
  const gaussian = { tolerance: 0.5, detectable: 1.5, standardDeviation: 1, alpha: 1e-6 };

  test('sample size and detectable effect are inverse', () => {
    const pairs = differenceSampleSize(2, control);
    expect(differenceDetectableEffect(pairs, control)).toBeLessThanOrEqual(2);
    expect(differenceDetectableEffect(pairs - 1, control)).toBeGreaterThan(1.995);
    const n = gaussianEquivalenceSampleSize(1.7, gaussian);
    expect(gaussianEquivalenceDetectableEffect(n, gaussian)).toBeLessThanOrEqual(1.7);
    expect(gaussianEquivalenceDetectableEffect(n - 1, gaussian)).toBeGreaterThan(1.7);
    const m = sequentialTwoSampleSize(0.4, { alpha: 1e-3 });
    expect(sequentialTwoSampleDetectableDistance(m, { alpha: 1e-3 })).toBeLessThan(0.402);
    expect(sequentialTwoSampleDetectableDistance(m - 2, { alpha: 1e-3 })).toBeGreaterThan(0.398);
  });

  test('what cannot be decided takes for ever', () => {
    expect(gaussianEquivalenceSampleSize(1, gaussian)).toBe(Infinity);
    expect(sequentialTwoSampleSize(0.1, { tolerance: 0.2 })).toBe(Infinity);
    expect(sequentialTwoSampleDetectableDistance(10)).toBe(Infinity);
    expect(differenceDetectableEffect(3, control)).toBe(Infinity);
  });

  test('bad input', () => {
    expect(() => sequentialTwoSampleSize(0)).toThrow(expect.objectContaining({ code: 'INVALID_THRESHOLD' }));
    expect(() => equivalenceDetectableEffect(0, { tolerance: 1, standardDeviation: 1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_COUNT' }),
    );
    expect(() => equivalenceSampleSize(NaN, { tolerance: 1, standardDeviation: 1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    );
    expect(() => differenceSampleSize(1, { ...control, standardDeviation: 0 })).toThrow(
      expect.objectContaining({ code: 'INVALID_SIZE' }),
    );
  });

  test('smallestCount finds every threshold', () => {
    for (const first of [1, 2, 3, 7, 8, 9, 1000]) expect(smallestCount((n) => n >= first, 1024)).toBe(first);
    expect(smallestCount(() => false, 1000)).toBe(Infinity);
  });
});

describe('clipBound', () => {
  test('lies k standard deviations above the detectable effect', () => {
    expect(clipBound([0, 2, 0, 2, 1], { detectable: 10, multiple: 3 })).toBe(13);
    expect(clipBound([0, 2, 0, 2, 1], { detectable: 10 })).toBe(12);
  });

  test('refuses a pilot without noise', () => {
    expect(() => clipBound([1, 1, 1, 1], { detectable: 1 })).toThrow(expect.objectContaining({ code: 'NO_VARIATION' }));
    expect(() => clipBound([1, 2], { detectable: 1 })).toThrow(expect.objectContaining({ code: 'SAMPLE_TOO_SMALL' }));
  });
});
