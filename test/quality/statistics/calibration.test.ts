import { describe, expect, test } from 'vitest';
import { brokenPromises, calibrate } from '../../../scripts/statistics/calibrate.ts';
import { normal } from '../../../src/random/normal.ts';
import { stream, type Stream } from '../../../src/random/stream.ts';
import { clipBound } from '../../../src/statistics/clip-bound.ts';
import { clopperPearson } from '../../../src/statistics/clopper-pearson.ts';
import { mean } from '../../../src/statistics/descriptive.ts';
import { differenceDetectableEffect, differenceSampleSize } from '../../../src/statistics/difference-plan.ts';
import { equivalenceDetectableEffect, equivalenceSampleSize } from '../../../src/statistics/equivalence-plan.ts';
import {
  gaussianEquivalenceDetectableEffect,
  gaussianEquivalenceSampleSize,
  gaussianSequentialEquivalence,
} from '../../../src/statistics/gaussian-sequential-equivalence.ts';
import { normalCdf } from '../../../src/statistics/normal-cdf.ts';
import { sequentialDifference } from '../../../src/statistics/sequential-difference.ts';
import { sequentialEquivalence } from '../../../src/statistics/sequential-equivalence.ts';
import { sequentialTwoSample, sequentialTwoSampleSize } from '../../../src/statistics/sequential-two-sample.ts';
import type { SequentialMeanTest } from '../../../src/statistics/two-threshold-test.ts';

/** One replica: the mean over a window, after burn-in, of an autocorrelated series around its equilibrium. */
function windowMean(source: Stream, equilibrium: number): number {
  let [deviation, sum] = [3, 0];
  for (let t = 0; t < 40; t++) {
    deviation = 0.8 * deviation + 0.6 * normal(source);
    if (t >= 20) sum += equilibrium + deviation;
  }
  return sum / 20;
}

/** Standard deviation of a difference of two window means: √2 times that of the mean of 20 steps of an AR(1) series, φ = 0.8. */
const NOISE = 0.83;
const TOLERANCE = NOISE / 2;

/** The equilibrium law's procedure: a pilot for the bound, then pairs of replicas until a verdict, at most 200. */
function comparePairs(run: number, effect: number, alpha: number): SequentialMeanTest {
  const source = stream(1, 'quality', 'equilibrium', effect).seek(run, 0);
  const pair = (shift: number): number => windowMean(source, shift) - windowMean(source, 0);
  const pilot = Array.from({ length: 8 }, () => pair(effect));
  const bound = clipBound(pilot, { detectable: 3 * TOLERANCE });
  let state = sequentialEquivalence({ tolerance: TOLERANCE, bound, alpha });
  while (state.verdict === 'undecided' && state.n < 200) state = state.add(pair(effect));
  return state;
}

describe('1000 runs of the equivalence test on window means', () => {
  const runs = (effect: number, alpha: number, count = 1_000): SequentialMeanTest[] =>
    Array.from({ length: count }, (_, run) => comparePairs(run, effect, alpha));
  const count = (states: readonly SequentialMeanTest[], verdict: string): number =>
    states.filter((state) => state.verdict === verdict).length;

  test('correct code is not refuted, and holds after some 15 pairs', () => {
    const states = runs(0, 1e-2);
    expect(clopperPearson(count(states, 'refuted'), 1_000, 0.9)[1]).toBeLessThan(1e-2);
    expect(count(states, 'holds')).toBeGreaterThan(990);
    expect(mean(states.map((state) => state.n))).toBeLessThan(18);
  });

  test('at the edge of the tolerance the refutations stay within α', () => {
    // Shifted differences clip slightly below the tolerance, so this is inside the null hypothesis.
    const refuted = count(runs(TOLERANCE, 0.05), 'refuted');
    expect(clopperPearson(refuted, 1_000, 0.9)[1]).toBeLessThan(0.05);
    // Not because it never refutes anything:
    expect(count(runs(2.2 * TOLERANCE, 0.05, 200), 'refuted')).toBeGreaterThan(100);
  });

  test('broken code is refuted, at a millionth too, and never holds beyond β', () => {
    const states = runs(3 * TOLERANCE, 1e-6, 300);
    expect(count(states, 'refuted')).toBeGreaterThan(285);
    expect(clopperPearson(count(states, 'holds'), 300, 0.9)[0]).toBeLessThan(0.01);
  });
});

/** Number of values until the decision, for normal values of standard deviation 1: the quantile at `power`. */
function simulatedSize<State extends { readonly n: number; readonly verdict: string }>(
  start: State,
  add: (state: State, source: Stream) => State,
  power: number,
): number {
  const source = stream(2, 'quality', 'plan');
  const sizes = Array.from({ length: 400 }, (_, run) => {
    source.seek(run, 0);
    let state = start;
    while (state.verdict === 'undecided' && state.n < 600) state = add(state, source);
    return state.n;
  }).sort((a, b) => a - b);
  return sizes[Math.ceil(power * 400) - 1];
}

describe('planned against simulated', () => {
  const options = { tolerance: 0.5, detectable: 1.5, alpha: 1e-3 };
  const noise = { standardDeviation: 1 };
  const shifted =
    (effect: number) =>
    (state: SequentialMeanTest, source: Stream): SequentialMeanTest =>
      state.add(effect + normal(source));

  function expectWithin(planned: number, simulated: number, tolerance: number): void {
    expect(Math.abs(planned / simulated - 1), `planned ${planned}, simulated ${simulated}`).toBeLessThan(tolerance);
  }

  test.each([
    [0, 0.5],
    [0, 0.95],
    [1.1, 0.5],
    [1.5, 0.5],
    [1.5, 0.95],
    [2.5, 0.5],
  ])('equivalenceSampleSize for effect %d at power %d', (effect, power) => {
    // Between the tolerance and the detectable effect `holds` may come first; the plan is for the refutation.
    const test = { ...options, beta: effect === 1.1 ? 1e-9 : 0.01 };
    const simulated = simulatedSize(sequentialEquivalence(test), shifted(effect), power);
    expectWithin(equivalenceSampleSize(effect, { ...test, ...noise, power }), simulated, 0.15);
  });

  test.each([
    [0, 0.5],
    [2.5, 0.5],
    [2.5, 0.95],
  ])('differenceSampleSize for effect %d at power %d', (effect, power) => {
    const test = { difference: 1, bound: 4, alpha: 1e-3 };
    const simulated = simulatedSize(sequentialDifference(test), shifted(effect), power);
    expectWithin(differenceSampleSize(effect, { ...test, ...noise, power }), simulated, 0.15);
  });

  test.each([
    [0, 0.5],
    [1.5, 0.5],
    [1.5, 0.95],
    [2, 0.5],
  ])('gaussianEquivalenceSampleSize for effect %d at power %d', (effect, power) => {
    const simulated = simulatedSize(gaussianSequentialEquivalence({ ...options, ...noise }), shifted(effect), power);
    expectWithin(gaussianEquivalenceSampleSize(effect, { ...options, ...noise }, power), simulated, 0.2);
  });

  test.each([
    [0.8, 0.5],
    [1.5, 0.5],
    [1.5, 0.95],
  ])('sequentialTwoSampleSize for laws shifted by %d at power %d', (shift, power) => {
    const distance = 2 * normalCdf(shift / 2) - 1;
    const simulated = simulatedSize(
      sequentialTwoSample({ alpha: 1e-3 }),
      (state, source) => state.add(normal(source), shift + normal(source)),
      power,
    );
    expectWithin(sequentialTwoSampleSize(distance, { alpha: 1e-3 }, power), simulated, 0.35);
  });

  test('the detectable effects are detected with the power that was asked for', () => {
    const plan = { ...options, ...noise, power: 0.9 };
    const cases = [
      { effect: equivalenceDetectableEffect(60, plan), start: sequentialEquivalence(options), n: 60 },
      { effect: gaussianEquivalenceDetectableEffect(30, plan, 0.9), start: gaussianSequentialEquivalence(plan), n: 30 },
      {
        effect: differenceDetectableEffect(40, { difference: 1, bound: 5, ...noise, power: 0.9 }),
        start: sequentialDifference({ difference: 1, bound: 5 }),
        n: 40,
      },
    ];
    for (const { effect, start, n } of cases) {
      const source = stream(3, 'quality', 'power', n);
      let detected = 0;
      for (let run = 0; run < 400; run++) {
        source.seek(run, 0);
        let state = start;
        while (state.verdict === 'undecided' && state.n < n) state = state.add(effect + normal(source));
        if (state.verdict !== 'undecided') detected++;
      }
      expect(detected / 400).toBeGreaterThan(0.86);
      expect(detected / 400).toBeLessThan(0.99);
    }
  });
});

describe('scripts/statistics with few runs', () => {
  const calibration = calibrate({ runs: 30, seed: 2 });
  const { alarms, comparison } = calibration;

  test('finds every promise kept', () => {
    expect(alarms.filter((row) => row.promised).length).toBeGreaterThan(80);
    expect(brokenPromises(calibration)).toEqual([]);
  });

  test('would notice a broken one: points of one trajectory taken for replicas', () => {
    const misused = alarms.filter((row) => row.test.includes('misused'));
    expect(misused).toHaveLength(2);
    for (const row of misused) expect(row.lower).toBeGreaterThan(0.5);
    expect(brokenPromises({ ...calibration, alarms: misused.map((row) => ({ ...row, promised: true })) })).toHaveLength(2);
  });

  test('finds betting as fast as designed', () => {
    const cost = (effect: number, alpha: number): number =>
      comparison.find((row) => row.design.includes('±3 sd') && row.effect === effect && row.alpha === alpha)!.values;
    expect(cost(0, 1e-6)).toBeLessThan(18);
    expect(cost(0, 1e-6)).toBe(cost(0, 1e-3));
    expect(cost(1.5, 1e-3)).toBeLessThan(60);
    expect(cost(1.5, 1e-6)).toBeLessThan(105);
  });
});
