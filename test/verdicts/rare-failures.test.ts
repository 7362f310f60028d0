import { describe, expect, test } from 'vitest';
import type { Claim } from '../../src/verdicts/claim.ts';
import { areRare, cleanReplicas, failures } from '../../src/verdicts/rare-failures.ts';

const claim = {
  quantities: [{ name: 'x', tolerance: 0.1, value: () => 0 }],
} as unknown as Claim;

/** So many values near zero, and so many that are off by one. */
function reason(replicas: number, failed: number): string | undefined {
  const values = Array.from({ length: replicas }, (_, i) => (i < failed ? 1 : 0.01 * Math.sin(i)));
  return failures(claim, { valuesOf: () => values }, []);
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
