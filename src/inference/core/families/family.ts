import type { Diagnosis, Note } from '../../cause.ts';
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
   * @returns the rule, or several where an option more can have several values
   */
  parts(beta1: number, beta2: number, options: readonly number[]): Parts | readonly Parts[];
  /** Mistakes for which only this rule has room, beside those that any can have. */
  readonly mistakes?: readonly FamilyMistake[];
  /** What a reader should know of it. */
  readonly note?: Note;
  /** Its first moment may remember longer than its second, by design. */
  readonly slow?: boolean;
  /** Whether its first moment is what AdamW's is, so that mistakes of bias corrections can be told. */
  readonly corrected?: boolean;
}

/** A mistake that one family can have. */
export interface FamilyMistake extends Diagnosis {
  /** @returns `undefined` where it cannot be told from something else */
  parts(beta1: number, beta2: number, options: readonly number[]): Parts | readonly Parts[] | undefined;
}

/** What a further coefficient can be: an option in (0, 1) that is neither of the others, or one of them where there are no more. */
export function coefficientsBeside(options: readonly number[], beta1: number, beta2: number): readonly number[] {
  const given = options.filter((value) => value >= 0.01 && value < 1);
  const others = given.filter((value) => value !== beta1 && value !== beta2);
  return others.length > 0 || given.length < 3 ? others : [...new Set(given)];
}
