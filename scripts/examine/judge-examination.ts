import type { Emulation } from './emulation.ts';
import type { Examined } from './examine-emulation.ts';

/**
 * How a check compares with what the header says.
 *
 * - of what is honest, or a mistake that is somebody's design where nobody claims otherwise: `right`, `undecided`, `refuted falsely`;
 * - of mistakes: `named` (a law is refuted, by one of the expected causes), `caught` (by other causes only), `missed`;
 * - of either: `not run`.
 */
export type Judgement = 'right' | 'undecided' | 'refuted falsely' | 'named' | 'caught' | 'missed' | 'not run';

/** Whether nothing may be refuted. */
export const isInnocent = ({ kind, withoutContract }: Emulation, withContract: boolean): boolean =>
  kind === 'honest' || (!withContract && withoutContract === 'note');

/** Compares a check with the header of its subject. */
export function judge(emulation: Emulation, examined: Examined): Judgement {
  const { refuted, undecided, error, withContract } = examined;
  if (isInnocent(emulation, withContract)) {
    if (refuted.length > 0) return 'refuted falsely';
    if (error !== undefined) return 'not run';
    return undecided.length > 0 ? 'undecided' : 'right';
  }
  if (refuted.length === 0) return error === undefined ? 'missed' : 'not run';
  return refuted.some(({ cause }) => cause !== undefined && emulation.causes.includes(cause)) ? 'named' : 'caught';
}

/** Counts of an examination. */
export interface Summary {
  readonly honest: number;
  readonly refutedFalsely: number;
  readonly undecided: number;
  readonly mistakes: number;
  readonly caught: number;
  readonly named: number;
  readonly notRun: number;
}

/** What is demanded: nothing honest refuted, at most 5 % of it undecided; 97 % of mistakes caught, 92 % by the right cause. */
export const demands = { undecided: 0.05, caught: 0.97, named: 0.92 } as const;

/** Counts judgements. */
export function summarise(judged: readonly { readonly judgement: Judgement; readonly innocent: boolean }[]): Summary {
  const count = (...wanted: Judgement[]): number => judged.filter(({ judgement }) => wanted.includes(judgement)).length;
  return {
    honest: judged.filter(({ innocent }) => innocent).length,
    refutedFalsely: count('refuted falsely'),
    undecided: count('undecided'),
    mistakes: judged.filter(({ innocent }) => !innocent).length,
    caught: count('named', 'caught'),
    named: count('named'),
    notRun: count('not run'),
  };
}

/** Whether an examination is passed. */
export function isPassed({ honest, refutedFalsely, undecided, mistakes, caught, named, notRun }: Summary): boolean {
  return (
    refutedFalsely === 0 &&
    notRun === 0 &&
    undecided <= demands.undecided * honest &&
    caught >= demands.caught * mistakes &&
    named >= demands.named * mistakes
  );
}
