/**
 * `holds`: the effect is shown to lie inside the tolerance. `refuted`: it is shown to lie outside. `undecided`: neither, and the
 * verdict says why.
 */
export type VerdictValue = 'holds' | 'refuted' | 'undecided';

/** What a statistical law found for one metric. */
export interface QuantityVerdict {
  readonly metric: string;
  /** What effect, interval and tolerance measure, where it is no log ratio. */
  readonly unit?: string;
  readonly verdict: VerdictValue;
  readonly effect: number;
  readonly interval: readonly [number, number];
  readonly tolerance: number;
  readonly detectable: number;
  readonly eValue: number;
  readonly replicas: number;
  /** Mean without clipping: the size of a gross effect, which the test, and `effect` and `interval` with it, understate. */
  readonly unclipped: number;
}

/** Refuted if any quantity is, holds if all do. */
export function overall(quantities: readonly QuantityVerdict[]): VerdictValue {
  if (quantities.some(({ verdict }) => verdict === 'refuted')) return 'refuted';
  return quantities.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'undecided';
}

/** Names of the quantities with this verdict, for a sentence. */
export function namesOf(quantities: readonly QuantityVerdict[], value: VerdictValue): string {
  return quantities
    .filter(({ verdict }) => verdict === value)
    .map(({ metric }) => metric)
    .join(', ');
}
