import type { Note } from '../../cause.ts';
import type { Parts } from '../rule.ts';

/** A published rule in parts. */
export interface Family {
  readonly name: string;
  readonly source: string;
  /** Plainer rules have lower ranks and are tried first, whatever they are called; default: after all that ship with the package. */
  readonly rank?: number;
  /** Coefficients that it has. */
  readonly coefficients: 'both' | 'first' | 'second';
  /**
   * @param beta1 coefficient of the first moment, in [0, 1): an option of the subject, or a usual value
   * @param beta2 that of the second moment
   * @param options values of all options of the subject
   */
  parts(beta1: number, beta2: number, options: readonly number[]): Parts;
  /** What a reader should know of it. */
  readonly note?: Note;
  /** Whether its first moment is what AdamW's is, so that mistakes of bias corrections can be told. */
  readonly corrected?: boolean;
}
