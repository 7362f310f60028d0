import type { Fingerprint } from './fingerprint.ts';

/** A reading that is not what it was. */
export interface FingerprintChange {
  readonly name: string;
  readonly before: number | string | null;
  readonly after: number | string | null;
}

/** How an optimizer compares with its fingerprint. */
export interface FingerprintComparison {
  /** `same`: to the last bit; `rounding`: other bits, the same numbers up to rounding; `changed`: other numbers. */
  readonly state: 'same' | 'rounding' | 'changed';
  readonly changes: readonly FingerprintChange[];
}

/**
 * Tells a change of behaviour from a change of rounding. Readings that only one of the two has are not compared: they belong to another
 * version of this package, except for defaults of hyperparameters, which belong to the optimizer.
 *
 * @example
 * ```ts
 * const before = measureFingerprint(sgd);
 * const strong = { ...sgd, update: (step) => sgd.update({ ...step, weightDecay: 1.05 * step.weightDecay }) };
 * const { state, changes } = compareFingerprints(before, measureFingerprint(strong));
 * expect(state).toBe('changed');
 * expect(changes[0]).toMatchObject({ name: 'decay per step', before: expect.closeTo(0.01), after: expect.closeTo(0.0105) });
 * ```
 */
export function compareFingerprints(before: Fingerprint, after: Fingerprint): FingerprintComparison {
  const rounding = Math.max(before.rounding, after.rounding);
  const names = [...new Set([...Object.keys(before.readings), ...Object.keys(after.readings)])];
  const changes = names.flatMap((name): FingerprintChange[] => {
    const shared = name in before.readings && name in after.readings;
    if (!shared && !name.startsWith('default of ')) return [];
    const [was, is] = [before.readings[name] ?? null, after.readings[name] ?? null];
    return agree(was, is, rounding) ? [] : [{ name, before: was, after: is }];
  });
  if (changes.length > 0) return { state: 'changed', changes };
  const identical = before.bits.float64 === after.bits.float64 && before.bits.float32 === after.bits.float32;
  return { state: identical ? 'same' : 'rounding', changes };
}

function agree(a: number | string | null, b: number | string | null, rounding: number): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  // Decay that is absent is measured as rounding, not as 0.
  return Math.abs(a - b) <= rounding * Math.max(Math.abs(a), Math.abs(b)) + 1e-3 * rounding * rounding;
}
