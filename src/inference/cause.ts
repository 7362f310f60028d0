import { designs } from './causes/designs.ts';
import { limits } from './causes/limits.ts';
import { mistakes } from './causes/mistakes.ts';
import { universals } from './causes/universals.ts';

/**
 * - `design`: somebody's published rule does this on purpose; refuted only where a contract claims otherwise, else a note;
 * - `mistake`: nobody wants this, and a rule with this mistake behaves as the subject does;
 * - `universal`: what no optimizer may do, whatever its rule is;
 * - `limit`: an assumption of the theory that the objective does not fulfil, or the conjecture itself: no mistake of an optimizer;
 * - `unknown`: nothing that is known behaves so, and nothing forbids it, or a design and a mistake both do.
 */
export type CauseKind = 'design' | 'mistake' | 'universal' | 'limit' | 'unknown';

/** One thing that an optimizer can do, by which verdicts and notes are explained. */
export interface Cause {
  readonly kind: CauseKind;
  /** In general words; the sentence of a verdict has the numbers. */
  readonly sentence: string;
}

/** What is left. */
const unknowns = {
  unexplained: 'nothing that is known behaves so, and nothing forbids it',
  ambiguous: 'a published design and a mistake behave so alike that nothing tells them apart',
} as const;

/** Id of a cause. */
export type CauseId =
  keyof typeof designs | keyof typeof mistakes | keyof typeof universals | keyof typeof limits | keyof typeof unknowns;

const ofKind = (kind: CauseKind, sentences: Readonly<Record<string, string>>): [string, Cause][] =>
  Object.entries(sentences).map(([id, sentence]) => [id, { kind, sentence }]);

/**
 * The fixed vocabulary of causes: what `cause` of a verdict or a note can be in the JSON document. Ids are never renamed.
 *
 * @example
 * ```ts
 * expect(causes['decay-times-constant'].kind).toBe('mistake');
 * expect(causes['decay-proximal'].kind).toBe('design');
 * ```
 */
export const causes: Readonly<Record<CauseId, Cause>> = Object.fromEntries([
  ...ofKind('design', designs),
  ...ofKind('mistake', mistakes),
  ...ofKind('universal', universals),
  ...ofKind('limit', limits),
  ...ofKind('unknown', unknowns),
]) as Record<CauseId, Cause>;

/** A cause with a sentence that has the numbers of the case. */
export interface Diagnosis {
  readonly cause: CauseId;
  readonly sentence: string;
}

/** Something legitimate that a reader should know: a convention of many libraries, or an unusual design. */
export interface Note extends Diagnosis {
  readonly kind: 'convention' | 'unusual';
  /** The measured number, where there is one. */
  readonly value?: number | string;
}

/** Whose doing a refutation is. */
export type Blame = 'optimizer' | 'objective' | 'conjecture';
