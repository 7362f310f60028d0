import type { Reading } from '../experiments/reading.ts';

/** A number that one replica contributes, whose mean over replicas is tested against zero. */
export interface Quantity {
  readonly name: string;
  /**
   * From the replica's readings, arm by arm: the deviation from what is claimed. With `ofPairs`, from those of two replicas: each
   * pair contributes one number. NaN where it cannot be computed, which leaves the replica out.
   */
  value(arms: readonly Reading[], partner: readonly Reading[]): number;
  readonly ofPairs?: boolean;
  /** What the number is, where it is no log ratio. */
  readonly unit?: string;
  readonly tolerance: number;
  /** Default: three tolerances. */
  readonly detectable?: number;
  /**
   * Whether the arms that it compares are claimed to have one and the same law: then what replicas of either arm differ by among
   * themselves is no failure between arms.
   */
  readonly sameLaw?: true;
  /** Left out, and said so, where the noise is too large for the replicas allowed; otherwise that is an error. */
  readonly optional?: true;
}

/** Size of an effect that a law promises to see. */
export function detectableOf({ tolerance, detectable = 3 * tolerance }: Quantity): number {
  return detectable;
}

/** The numbers that replicas contribute, one each or one a pair; one that has no partner, as where its partner diverged, gives none. */
export function valuesIn(replicas: readonly (readonly Reading[])[], { value, ofPairs }: Quantity): number[] {
  const numbers =
    ofPairs === true
      ? Array.from({ length: Math.floor(replicas.length / 2) }, (_, i) => value(replicas[2 * i], replicas[2 * i + 1]))
      : replicas.map((reading) => value(reading, reading));
  return numbers.filter((number) => !Number.isNaN(number));
}

/** quantity → where its values are clipped. */
export type Bounds = Readonly<Record<string, number>>;
