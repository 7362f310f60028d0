import { type Judged } from './sweep-page.ts';
import { row } from '../table-row.ts';
import { keyOf } from './sweep-record.ts';

const heading = '## What the laws say';

/**
 * `docs/found.md` with its last section written anew: law, cause and sentence of each known bug, as a run of the sweep found them.
 *
 * @param page the present page
 * @param judged records of the run
 */
export function describeFound(page: string, judged: readonly Judged[], command: string): string {
  const [before] = page.split(`\n${heading}\n`);
  const buggy = judged.filter(({ known }) => known?.bugs !== undefined);
  const dates = buggy.map(({ record }) => record.date.slice(0, 10)).sort();
  return [
    before.trimEnd(),
    '',
    heading,
    '',
    `Written by \`${command}\` from the same run as [sweep.md](sweep.md), ${[...new Set([dates[0], dates.at(-1)])].join(' to ')}: the refutation that belongs to each bug, with its cause.`,
    '',
    row('optimizer', 'bug', 'law', 'cause', 'sentence'),
    row(...Array.from({ length: 5 }, () => '---')),
    ...buggy.flatMap(({ record, known }) =>
      known!.bugs!.map((bug) => {
        const pattern = new RegExp(bug.named, 'i');
        const caught = record.refuted.filter(({ law }) => bug.laws.includes(law));
        const best = caught.find(({ cause = '', says }) => pattern.test(cause) || pattern.test(says)) ?? caught[0];
        return row(
          `${keyOf(record)} ${record.version}`,
          bug.what,
          best?.law ?? 'not caught',
          best?.cause ?? '–',
          best?.says ?? '–',
        );
      }),
    ),
    '',
  ].join('\n');
}
