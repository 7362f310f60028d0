import { readFileSync } from 'node:fs';
import { keyOf, type SweepRecord } from './sweep-record.ts';

/** A defect that was reproduced in the library alone. */
export interface KnownBug {
  readonly what: string;
  /** Laws that it breaks; a refutation by one of them catches it. */
  readonly laws: readonly string[];
  /** A regular expression for causes and diagnoses that name it. */
  readonly named: string;
  /** Others do the same by design: a note that names it is all that there is to say. */
  readonly note?: boolean;
}

/** What reading its source and its paper said of an optimizer. */
export interface Classified {
  /** Why it is right although it looks unusual; empty for what is usual. */
  readonly honest?: string;
  readonly bugs?: readonly KnownBug[];
  /** Laws that refute a limit of its numbers, which a draw may or may not meet. */
  readonly mayRefute?: { readonly laws: readonly string[]; readonly why: string };
  /** What a check would have to give it; read by people. */
  readonly needs?: string;
}

/** How a check compares with what is known. */
export type Judgement =
  | 'right'
  | 'refuted falsely'
  | 'undecided'
  | 'caught'
  | 'caught, not named'
  | 'missed'
  | 'not run'
  | 'out of time'
  | 'not classified';

/** The known ones by `library:name`; `classified.json` beside this file says where the reasons come from. */
export function readClassified(): Readonly<Record<string, Classified>> {
  const file = new URL('./classified.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { optimizers: Record<string, Classified> }).optimizers;
}

/** What is known of a subject; with other options it is the same optimizer, unless it is listed with them. */
export function classifiedAs(classified: Readonly<Record<string, Classified>>, record: SweepRecord): Classified | undefined {
  const key = keyOf(record);
  return classified[key] ?? classified[key.split('?')[0]];
}

/** Compares a check with what is known of its subject. */
export function judge(record: SweepRecord, known: Classified | undefined): Judgement {
  const { exit, outOfTime, refuted } = record;
  if (known?.bugs !== undefined) {
    if (refuted.length === 0) return exit === 0 || exit === 4 ? 'missed' : outOfTime ? 'out of time' : 'not run';
    return known.bugs.some((bug) => isCaught(bug, record))
      ? known.bugs.every((bug) => isNamed(bug, record))
        ? 'caught'
        : 'caught, not named'
      : 'missed';
  }
  const unexpected = refuted.filter(({ law }) => !known?.mayRefute?.laws.includes(law));
  if (unexpected.length > 0) return known?.honest === undefined ? 'not classified' : 'refuted falsely';
  if (outOfTime) return 'out of time';
  if (exit === 4) return 'undecided';
  return exit === 0 || refuted.length > 0 ? 'right' : 'not run';
}

const isCaught = ({ laws }: KnownBug, { refuted }: SweepRecord): boolean => refuted.some(({ law }) => laws.includes(law));

/** Whether a refutation, or a note where that is enough, says what is wrong. */
export function isNamed({ named, note = false }: KnownBug, { refuted, notes }: SweepRecord): boolean {
  const pattern = new RegExp(named, 'i');
  if (note && notes.some((sentence) => pattern.test(sentence))) return true;
  return refuted.some(({ cause = '', says }) => pattern.test(cause) || pattern.test(says));
}
