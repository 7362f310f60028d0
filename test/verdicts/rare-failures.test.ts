import { describe, expect, test } from 'vitest';
import type { Reading } from '../../src/experiments/reading.ts';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import type { Claim } from '../../src/verdicts/claim.ts';
import { areRare, cleanReplicas, failures } from '../../src/verdicts/rare-failures.ts';

const claim = {
  quantities: [{ name: 'x', tolerance: 0.1, value: () => 0 }],
} as unknown as Claim;

/** So many values near zero, and so many that are off by one. */
function reason(replicas: number, failed: number): string | undefined {
  const values = Array.from({ length: replicas }, (_, i) => (i < failed ? 1 : 0.01 * Math.sin(i)));
  return failures(claim, { valuesOf: () => values, readings: [] }, []);
}

describe('that one in twenty fails is excluded', () => {
  test('by the first replicas where none does', () => {
    expect(cleanReplicas).toBe(114);
    expect(reason(cleanReplicas, 0)).toBeUndefined();
  });

  test('by more where a few do', () => {
    expect(reason(128, 1)).toMatch(/^1 of 128 replicas are off by more than .* in x: that one in 20 fails is not excluded$/);
    expect(reason(192, 1)).toBeUndefined();
    expect(reason(1100, 24)).toBeUndefined();
    expect(reason(1024, 5)).toBeUndefined();
  });

  test('not by any number where one in twenty does', () => {
    for (const replicas of [100, 1000, 10_000]) expect(reason(replicas, replicas / 20)).toBeDefined();
  });
});

test('one in twenty passes at no more than its β, though it is looked at after every replica', () => {
  // The exact chance, by the number of failures so far of those that have not passed.
  let [waiting, passed] = [[1], 0];
  for (let n = 1; n <= 512; n++) {
    const next = Array.from({ length: n + 1 }, () => 0);
    waiting.forEach((chance, failed) => {
      next[failed] += 0.95 * chance;
      next[failed + 1] += 0.05 * chance;
    });
    next.forEach((chance, failed) => {
      if (failed === 0 || !areRare(failed, n)) return;
      passed += chance;
      next[failed] = 0;
    });
    waiting = next;
  }
  expect(passed).toBeGreaterThan(0.0001);
  expect(passed).toBeLessThanOrEqual(0.003);
});

describe('arms of one law whose replicas scatter as far among themselves', () => {
  type Heights = readonly [number, number];
  const height = { name: 'height' };
  const quantity = {
    name: 'x',
    tolerance: 0.1,
    value: ([a, b]: readonly Reading[]) => b.mean(height as never, 0) - a.mean(height as never, 0),
  };

  /** Why rows of two arms are not called alike. */
  function reasonOf(rows: readonly Heights[], sameLaw = true): string | undefined {
    const readings = rows.map((row) => row.map((value) => ({ mean: () => value }) as unknown as Reading));
    const values = readings.map((arms) => quantity.value(arms));
    const asked = { quantities: [{ ...quantity, ...(sameLaw && { sameLaw }) }] } as unknown as Claim;
    return failures(asked, { valuesOf: () => values, readings }, []);
  }

  /** Arms that scatter alike, of which so large a share has not come together; then what a fault makes of a row. */
  function rows(seed: number, apart: number, fault: (row: Heights, chance: number) => Heights = (row) => row): Heights[] {
    const source = stream(seed, 'scatter');
    return Array.from({ length: 256 }, (_, replica) => {
      const [first, second, near] = [normal(source.seek(replica, 0)), normal(source), normal(source)];
      const met: Heights = [0.3 * first, 0.3 * first + 0.01 * near];
      return fault(source.uniform() < apart ? [0.3 * first, 0.3 * second] : met, source.uniform());
    });
  }

  test('have not failed where common random numbers did not bring them together', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(reasonOf(rows(seed, 0.1))).toBeUndefined();
      expect(reasonOf(rows(seed, 0.1), false)).toMatch(/of 256 replicas are off/);
    }
  });

  test('have failed where one in twenty of one arm is further off than they scatter', () => {
    const further = ([a, b]: Heights, chance: number): Heights => [a, b + (chance < 0.05 ? 3 : 0)];
    for (let seed = 0; seed < 20; seed++) {
      expect(reasonOf(rows(seed, 0.1, further))).toMatch(/that one in 20 fails is not excluded/);
      expect(reasonOf(rows(seed, 0, further))).toMatch(/that one in 20 fails is not excluded/);
    }
  });

  test('have failed where only one arm scatters', () => {
    const quiet = ([, b]: Heights, chance: number): Heights => [0, chance < 0.1 ? b : 0];
    for (let seed = 0; seed < 20; seed++) expect(reasonOf(rows(seed, 1, quiet))).toMatch(/that one in 20 fails is not excluded/);
  });
});
