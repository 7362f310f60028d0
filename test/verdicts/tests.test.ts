import { describe, expect, test } from 'vitest';
import type { Reading } from '../../src/experiments/reading.ts';
import { alikeTest } from '../../src/verdicts/alike-test.ts';
import { divergenceTest } from '../../src/verdicts/divergence-test.ts';
import { meanTest } from '../../src/verdicts/mean-test.ts';
import type { Replicas, Test } from '../../src/verdicts/test.ts';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { height } from '../laws/statistical/synthetic.ts';

/** Replicas with these heights in their arms; NaN where one diverged. */
function replicasOf(rows: readonly (readonly number[])[]): Replicas {
  const reading = (value: number): Reading => ({ mean: () => value }) as unknown as Reading;
  return {
    arms: [],
    readings: rows.filter((row) => row.every(Number.isFinite)).map((row) => row.map(reading)),
    diverged: rows.map((row) => row.map(Number.isNaN)),
  };
}

/** The test after the rows, as one that stops when it has decided. */
function after(state: Test, rows: readonly (readonly number[])[]): Test {
  for (const row of rows) if (state.decided !== 'refuted') state.add(replicasOf([row]));
  return state;
}

const rows = (count: number, row: (i: number) => number[]) => Array.from({ length: count }, (_, i) => row(i));

describe('divergence', () => {
  test('of one arm only is refuted', () => {
    expect(
      after(
        divergenceTest(2, 1e-6),
        rows(60, () => [1, NaN]),
      ).verdict(),
    ).toMatchObject({ verdict: 'refuted', effect: 1 });
    expect(
      after(
        divergenceTest(2, 1e-6),
        rows(60, () => [NaN, 1]),
      ).verdict(),
    ).toMatchObject({ verdict: 'refuted', effect: -1 });
  });

  test.each([5, 50])('as often in both arms is no effect (1 in %i), whatever the seed', (share) => {
    for (let seed = 0; seed < 40; seed++) {
      const source = stream(seed, 'divergence');
      const draw = () => (source.uniform() < 1 / share ? NaN : 1);
      expect(
        after(
          divergenceTest(2, 1e-3),
          rows(128, () => [draw(), draw()]),
        ).decided,
      ).not.toBe('refuted');
    }
  });

  test('is compared between odd and even arms, and measured where there is one arm', () => {
    expect(
      after(
        divergenceTest(4, 1e-6),
        rows(120, () => [1, NaN, 1, NaN]),
      ).decided,
    ).toBe('refuted');
    expect(
      after(
        divergenceTest(4, 1e-6),
        rows(60, () => [NaN, NaN, 1, 1]),
      ).decided,
    ).toBe('holds');
    expect(
      after(
        divergenceTest(1, 1e-6),
        rows(60, () => [NaN]),
      ).decided,
    ).toBe('refuted');
    expect(
      after(
        divergenceTest(1, 1e-6),
        rows(128, (i) => [i % 5 === 0 ? NaN : 1]),
      ).decided,
    ).not.toBe('refuted');
  });
});

describe('distributions', () => {
  const alike = { name: 'height', values: ([a, b]: readonly Reading[]) => [a.mean(height, 0), b.mean(height, 0)] as const };

  test('are refuted where one has two branches, although means agree', () => {
    const source = stream(1, 'branches');
    const branch = (): number => (source.uniform() < 0.5 ? 0.5 : -0.5);
    const found = after(
      alikeTest({ ...alike, tolerance: 0.03 }, 1e-4),
      rows(128, () => [0.01 * normal(source), branch()]),
    );
    expect(found.verdict()).toMatchObject({ metric: 'law of height', verdict: 'refuted' });
  });

  test('hold of the same law, up to a shift', () => {
    const source = stream(2, 'alike');
    const found = after(
      alikeTest({ ...alike, tolerance: 0.03 }, 1e-4),
      rows(100, () => [normal(source), normal(source) + 0.02]),
    );
    expect(found.decided).toBe('holds');
  });
});

describe('means', () => {
  const quantity = { name: 'height', value: ([a]: readonly Reading[]) => a.mean(height, 0), tolerance: 0.03 };

  test('of a law that is skewed about zero do not differ, though most of its values lie on one side', () => {
    const found = after(
      meanTest('equal', quantity, 0.18, 1e-4),
      rows(128, (i) => [i % 20 === 19 ? 1.9 : -0.1]),
    );
    expect(found.decided).toBe('refuted');
    expect(found.reason?.()).toMatch(/^height is skewed: .* far on the other, and means do not differ$/);
  });

  test('of a shift differ, and of one that is gross on the same side', () => {
    for (const row of [() => [0.15], (i: number) => [i % 3 === 0 ? 4 : 0.12]]) {
      const found = after(meanTest('equal', quantity, 0.18, 1e-4), rows(128, row));
      expect([found.decided, found.reason?.()]).toEqual(['refuted', undefined]);
    }
  });

  /** The verdict after 128 replicas about a mean, and after so many more. */
  function goingOn(seed: number, mean: number, more: number): { before: string; after: string } {
    const source = stream(seed, 'going on');
    const draw = (): number[] => [mean + 0.3 * normal(source)];
    const state = after(meanTest('equal', quantity, 0.18, 1e-6), rows(128, draw));
    const before = state.decided;
    state.goOn?.();
    return { before, after: after(state, rows(more, draw)).decided };
  }

  test('of replicas that are noisier than the pilot hold once more of them give a wider bound', () => {
    const found = Array.from({ length: 20 }, (_, seed) => goingOn(seed, 0, 640));
    expect(new Set(found.map(({ before }) => before))).toEqual(new Set(['undecided']));
    expect(new Set(found.map((each) => each.after))).toEqual(new Set(['holds']));
  });

  test('beyond the detectable effect do not hold for it, at any seed', () => {
    const found = Array.from({ length: 100 }, (_, seed) => goingOn(seed, 0.1, 400));
    expect(found.map((each) => each.after)).not.toContain('holds');
  });

  test('of a few values, or of one value again and again, stay as they are when more come', () => {
    for (const lasting of [[5], [5, 5.1, 5.2], Array.from({ length: 8 }, () => 0.17)]) {
      const state = after(
        meanTest('equal', quantity, 0.16, 1e-30),
        lasting.map((value) => [value]),
      );
      expect(() => state.goOn?.()).not.toThrow();
      expect(state.decided).toBe('undecided');
    }
  });

  test('leave out what cannot be computed', () => {
    const found = after(
      meanTest('equal', quantity, 0.18, 1e-4),
      rows(40, (i) => [i % 2 === 0 ? NaN : 0]),
    );
    expect(found.verdict()).toMatchObject({ verdict: 'holds', replicas: 20 });
  });
});
