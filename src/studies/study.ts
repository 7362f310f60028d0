import type { Figure } from '../records/figure.ts';
import type { Asker, StudyClaim, TableRow } from '../records/study-record.ts';
import type { StudyContext } from './study-context.ts';

/** One question about the theory, with the experiments that answer it. */
export interface Study {
  /** What `intrinsic-lr study` calls it. */
  readonly name: string;
  readonly question: string;
  /** Reviewers of the paper who asked; empty where nobody did. */
  readonly askedBy: readonly Asker[];
  /** What the experiments say, in a sentence or two; it stands as long as the claims hold. */
  readonly answer: string;
  /** What theory says, with its formula. */
  readonly prediction: string;
  /** Where the formula comes from. */
  readonly source: string;
  /** What is run. */
  readonly protocol: string;
  /** Where the prediction is expected not to hold. */
  readonly failsWhere: string;
  /** What measurement has to say against the notes that this was planned from. */
  readonly correction?: string;
  /** About how long it takes on two cores, in seconds. */
  readonly seconds: { readonly quick: number; readonly full: number };
  run(context: StudyContext): Promise<Findings>;
}

/** What a study found. */
export interface Findings {
  readonly claims: readonly StudyClaim[];
  /** All rows have the keys of the first one, which are the names of columns, with their unit. */
  readonly table: readonly TableRow[];
  readonly figure: Figure;
}

/**
 * Types a study of one's own: `intrinsic-lr study ./my-study.ts`, whose default export it is.
 *
 * @returns the study itself
 *
 * @example
 * ```ts
 * const study = defineStudy({
 *   name: 'one', question: 'Is it 1?', askedBy: [], answer: 'Yes.', prediction: '1', source: '', protocol: '', failsWhere: '',
 *   seconds: { quick: 0, full: 0 },
 *   run: async () => ({
 *     claims: [claim('it is 1', exactly(1), { theory: 1, within: 0.1 })],
 *     table: [{ x: 1 }],
 *     figure: { title: '', caption: '', panels: [] },
 *   }),
 * });
 * expect((await runStudy(study, { engine: fastestEngine, seed: 1, version: '' })).verdict).toBe('holds');
 * ```
 */
export function defineStudy(study: Study): Study {
  return study;
}
