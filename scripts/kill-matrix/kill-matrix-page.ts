import { laws, type Tier } from '../../src/index.ts';
import { row } from '../table-row.ts';

/** What laws said of a planted bug. */
export interface KilledBug {
  readonly file: string;
  readonly bug: string;
  readonly refutedBy: readonly string[];
  /** Those of them whose diagnosis names the mistake. */
  readonly named: readonly string[];
  /** What is noted of a bug that no exact law refutes. */
  readonly notes?: readonly string[];
  readonly arguable?: string;
}

/** Which law sees which planted bug. */
export interface KillMatrix {
  readonly configurations: number;
  readonly seed: number;
  readonly objective: string;
  readonly bugs: readonly KilledBug[];
}

/** The kill matrix as a page. */
export function killMatrixPage({ configurations: count, objective, bugs }: KillMatrix): string {
  const exactLaws = laws.filter(({ tier }) => tier === 'exact');
  const tierOf = (id: string): Tier => laws.find((law) => law.id === id)!.tier;
  const columns = exactLaws.map(({ id }) => id).filter((id) => bugs.some(({ refutedBy }) => refutedBy.includes(id)));
  const silent = exactLaws.map(({ id }) => id).filter((id) => !columns.includes(id));
  const mark = (law: string, { refutedBy, named }: KilledBug): string =>
    named.includes(law) ? '●' : refutedBy.includes(law) ? '○' : '';
  const by = (tier: Tier): KilledBug[] => bugs.filter(({ refutedBy }) => refutedBy.some((law) => tierOf(law) === tier));
  const exact = by('exact');
  const unseen = bugs.filter((bug) => !exact.includes(bug));
  const only = (law: string): number => bugs.filter(({ refutedBy }) => refutedBy.length === 1 && refutedBy[0] === law).length;
  return [
    '# Which law sees which planted bug',
    '',
    `Written by \`npm run kill-matrix\`: every module of \`fixtures/planted-bugs\` against every exact law, ${count} configurations each, on`,
    `\`${objective}\`. ● the law refutes the module and its diagnosis names the mistake; ○ it refutes it in other words.`,
    '',
    `* ${exact.length} of ${bugs.length} planted bugs are refuted by exact laws, ${exact.filter(({ named }) => named.length > 0).length} of them by name.`,
    ...list(
      'Refuted by a statistical law only',
      by('statistical').filter((bug) => !exact.includes(bug)),
    ),
    ...list(
      'Refuted by no law',
      unseen.filter(({ refutedBy }) => refutedBy.length === 0),
    ),
    ...(silent.length > 0
      ? [
          `* Not in the table, because no optimizer can break them (they are claims about objectives) or none of these does: ${silent.join(', ')}.`,
        ]
      : []),
    '',
    row('planted bug', 'mistake', ...columns),
    row('---', '---', ...columns.map(() => ':-:')),
    ...bugs.map((bug) => row(bug.file.replace(/\.mjs$/, ''), bug.bug, ...columns.map((law) => mark(law, bug)))),
    row('**refuted**', '', ...columns.map((law) => bugs.filter(({ refutedBy }) => refutedBy.includes(law)).length)),
    row('**by this law only**', '', ...columns.map(only)),
    '',
  ].join('\n');
}

/** A heading and a line for each bug, with what is noted of it. */
function list(heading: string, bugs: readonly KilledBug[]): string[] {
  const describe = ({ file, refutedBy, notes = [], arguable }: KilledBug): string =>
    [
      `  * ${file.replace(/\.mjs$/, '')}`,
      ...(refutedBy.length > 0 ? [`by ${refutedBy.join(', ')}`] : []),
      ...(notes.length > 0 ? [`noted: ${notes.join('; ')}`] : []),
      ...(arguable === undefined ? [] : [`arguable: ${arguable}`]),
    ].join(' – ');
  return [`* ${heading}: ${bugs.length > 0 ? bugs.length : 'none'}.`, ...bugs.map(describe)];
}
