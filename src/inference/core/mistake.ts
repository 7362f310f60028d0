import type { CauseId } from '../cause.ts';
import type { Parts } from './rule.ts';

/** A mistake that can be made in a rule: its parts with the mistake in them. */
export interface Mistake {
  readonly cause: CauseId;
  readonly sentence: string;
  /** Rules to which it can be done: those that correct their moments, those with a second moment, or all. */
  readonly of: 'corrected' | 'second-moment' | 'any';
  /** How many first steps it leaves as they are in any rule of the package: where the sound rule makes fewer of them, this is not asked. */
  readonly after?: number;
  /** Whether it does twice what should be done once, which an option may ask for. */
  readonly isRepeated?: boolean;
  /** @param times how often, in place of twice */
  make(parts: Parts, times?: number): Parts;
}
