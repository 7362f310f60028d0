import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { normal } from '../../../src/random/normal.ts';
import { stream, type Stream } from '../../../src/random/stream.ts';
import { clipBound } from '../../../src/statistics/clip-bound.ts';
import { clopperPearson } from '../../../src/statistics/clopper-pearson.ts';
import { mean } from '../../../src/statistics/descriptive.ts';
import { equivalenceDetectableEffect, equivalenceSampleSize } from '../../../src/statistics/equivalence-plan.ts';
import { sequentialEquivalence } from '../../../src/statistics/sequential-equivalence.ts';
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

describe('planned against simulated', () => {
  const options = { tolerance: 0.5, detectable: 1.5, alpha: 1e-3 };

  /** Number of values until the decision, for normal values of standard deviation 1: the quantile at `power`. */
  function simulatedSize(effect: number, power: number): number {
    const source = stream(2, 'quality', 'plan', effect);
    // Between the tolerance and the detectable effect `holds` may come first; the plan is for the refutation.
    const beta = effect > 0.5 && effect < 1.5 ? 1e-9 : 0.01;
    const sizes = Array.from({ length: 400 }, (_, run) => {
      source.seek(run, 0);
      let state = sequentialEquivalence({ ...options, beta });
      while (state.verdict === 'undecided' && state.n < 1_000) state = state.add(effect + normal(source));
      return state.n;
    }).sort((a, b) => a - b);
    return sizes[Math.ceil(power * 400) - 1];
  }

  test.each([
    [0, 0.5],
    [0, 0.95],
    [1.5, 0.5],
    [1.5, 0.95],
    [2.5, 0.5],
    [1.1, 0.5],
  ])('sample size for effect %d at power %d', (effect, power) => {
    const planned = equivalenceSampleSize(effect, { ...options, standardDeviation: 1, power });
    const simulated = simulatedSize(effect, power);
    expect(Math.abs(planned / simulated - 1), `planned ${planned}, simulated ${simulated}`).toBeLessThan(0.15);
  });

  test('the detectable effect is detected with the power it was planned for', () => {
    const plan = { ...options, standardDeviation: 1, power: 0.9 };
    const effect = equivalenceDetectableEffect(60, plan);
    const source = stream(3, 'quality', 'power');
    let refuted = 0;
    for (let run = 0; run < 400; run++) {
      source.seek(run, 0);
      let state = sequentialEquivalence(options);
      while (state.verdict === 'undecided' && state.n < 60) state = state.add(effect + normal(source));
      if (state.verdict === 'refuted') refuted++;
    }
    expect(refuted / 400).toBeGreaterThan(0.85);
    expect(refuted / 400).toBeLessThan(0.99);
  });
});

/** The parts of the script's document that are asserted here. */
interface Calibration {
  readonly alarms: readonly {
    readonly test: string;
    readonly input: string;
    readonly promised: boolean;
    readonly nominal: number;
    readonly runs: number;
    readonly alarms: number;
    readonly lower: number;
  }[];
  readonly comparison: readonly {
    readonly design: string;
    readonly alpha: number;
    readonly effect: number;
    readonly runs: number;
    readonly values: number;
    readonly holds: number;
    readonly refuted: number;
  }[];
}

describe('scripts/calibrate-statistics.mjs with few runs', () => {
  const { alarms, comparison }: Calibration = JSON.parse(
    execFileSync(process.execPath, ['scripts/calibrate-statistics.mjs', '--runs', '60', '--seed', '2', '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );

  test('finds every promise kept', () => {
    const promised = alarms.filter((row) => row.promised);
    expect(promised.length).toBeGreaterThan(80);
    for (const row of promised)
      expect(row.lower, `${row.test}, ${row.input}: ${row.alarms} of ${row.runs}`).toBeLessThanOrEqual(row.nominal);
  });

  test('would notice a broken one: points of one trajectory taken for replicas', () => {
    const misused = alarms.filter((row) => row.test.includes('misused'));
    expect(misused).toHaveLength(2);
    for (const row of misused) expect(row.lower).toBeGreaterThan(0.5);
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
