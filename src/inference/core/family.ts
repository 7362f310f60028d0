import type { Note } from '../cause.ts';
import type { Parts } from './rule.ts';

/** A published rule in parts. */
export interface Family {
  readonly name: string;
  readonly source: string;
  /** Coefficients that it has. */
  readonly coefficients: 'both' | 'first' | 'second';
  parts(beta1: number, beta2: number, options: readonly number[]): Parts;
  /** What a reader should know of it. */
  readonly note?: Note;
  /** Whether its first moment is what AdamW's is, so that mistakes of bias corrections can be told. */
  readonly corrected?: boolean;
}
