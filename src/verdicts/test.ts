import type { Arm } from '../experiments/arm.ts';
import type { Reading } from '../experiments/reading.ts';
import type { QuantityVerdict, VerdictValue } from './quantity-verdict.ts';

/** Replicas that have just been run. */
export interface Replicas {
  readonly arms: readonly Arm[];
  /** For each replica that is finite in every arm, its readings arm by arm. */
  readonly readings: readonly (readonly Reading[])[];
  /** For each replica, the arms in which it diverged. */
  readonly diverged: readonly (readonly boolean[])[];
}

/** A sequential test of one hypothesis, which remembers what it has been given. */
export interface Test {
  readonly name: string;
  add(replicas: Replicas): void;
  /** Called once, where the usual replicas did not decide and more are going to be run. */
  goOn?(): void;
  /** The first decision that was reached. */
  readonly decided: VerdictValue;
  /** What the replicas contributed: deviations, or differences of the arms. */
  readonly values: readonly number[];
  /** Why a decision does not count, if so. */
  reason?(): string | undefined;
  verdict(): QuantityVerdict;
}
