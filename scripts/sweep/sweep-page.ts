import { classifiedAs, isNamed, judge, type Classified, type Judgement } from './judge-record.ts';
import { row } from '../table-row.ts';
import { keyOf, type LawFinding, type SweepRecord } from './sweep-record.ts';

/** A record beside what is known of its subject. */
export interface Judged {
  readonly record: SweepRecord;
  readonly known?: Classified;
  readonly judgement: Judgement;
}

/** Compares every record with what is known. */
export function judgeAll(records: Iterable<SweepRecord>, classified: Readonly<Record<string, Classified>>): Judged[] {
  return [...records].map((record) => {
    const known = classifiedAs(classified, record);
    return { record, ...(known !== undefined && { known }), judgement: judge(record, known) };
  });
}

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
const only = (judged: readonly Judged[], ...wanted: readonly Judgement[]): Judged[] =>
  judged.filter(({ judgement }) => wanted.includes(judgement));
const keys = (judged: readonly Judged[]): string => judged.map(({ record }) => keyOf(record)).join(', ') || 'none';

/** What the sweep is for, in a few lines: the share of honest optimizers that are refuted, and the bugs that are caught and named. */
export function summarise(judged: readonly Judged[]): string[] {
  const honest = only(judged, 'right', 'refuted falsely', 'undecided');
  const [falsely, undecided] = [only(judged, 'refuted falsely'), only(judged, 'undecided')];
  const buggy = only(judged, 'caught', 'caught, not named', 'missed');
  const [caught, missed] = [only(judged, 'caught', 'caught, not named'), only(judged, 'missed')];
  const seconds = judged.map(({ record }) => record.seconds).sort((a, b) => a - b);
  return [
    `${judged.length} optimizers, ${honest.length + buggy.length} with verdicts; median ${seconds[seconds.length >> 1] ?? 0} s`,
    `honest refuted: ${falsely.length} of ${honest.length} (${percent(falsely.length, honest.length)}): ${keys(falsely)}`,
    `honest undecided: ${undecided.length} of ${honest.length} (${percent(undecided.length, honest.length)}): ${keys(undecided)}`,
    `with bugs, caught: ${caught.length} of ${buggy.length}; missed: ${keys(missed)}`,
    `caught, not named: ${keys(only(judged, 'caught, not named'))}`,
    `refuted, not classified yet: ${keys(only(judged, 'not classified'))}`,
    `out of time: ${keys(only(judged, 'out of time'))}`,
    `not run: ${keys(only(judged, 'not run'))}`,
  ];
}

/** `docs/sweep.md`. */
export function describeSweep(judged: readonly Judged[], command: string, listed: number = judged.length): string {
  const libraries = new Map<string, Judged[]>();
  for (const each of judged) {
    const library = `${each.record.library} ${each.record.version}`;
    libraries.set(library, [...(libraries.get(library) ?? []), each]);
  }
  const dates = judged.map(({ record }) => record.date.slice(0, 10)).sort();
  const versions = [...new Set(judged.map(({ record }) => record.by))];
  return [
    '# Optimizers of public libraries, checked',
    '',
    `Written by \`${command}\`: every optimizer that an installed library exports, by the exact laws, with its default arguments (those of`,
    'torch.optim also with each switch turned). What an optimizer is said to be comes from `scripts/sweep/classified.json`: reading its',
    'source beside its paper; bugs were reproduced in the library alone ([found.md](found.md)). Seconds include the imports of the library.',
    '',
    `Checked ${[...new Set([dates[0], dates.at(-1)])].join(' to ')} by ${versions.join('; ')}.`,
    '',
    ...(judged.length < listed
      ? [`**Not complete**: ${judged.length} of ${listed} optimizers; the command goes on with what is missing.`, '']
      : []),
    '## Totals',
    '',
    ...summarise(judged).map((line) => `- ${line}`),
    '',
    row(
      'library',
      'tried',
      'hold',
      'refuted falsely',
      'undecided',
      'bugs caught',
      'bugs missed',
      'not classified',
      'not run',
      'out of time',
    ),
    row(...Array.from({ length: 10 }, () => '---')),
    ...[...libraries].map(([library, own]) =>
      row(
        library,
        `${own.length}`,
        ...([['right'], ['refuted falsely'], ['undecided'], ['caught', 'caught, not named'], ['missed']] as const).map(
          (wanted) => `${only(own, ...wanted).length}`,
        ),
        ...(['not classified', 'not run', 'out of time'] as const).map((wanted) => `${only(own, wanted).length}`),
      ),
    ),
    ...[...libraries].flatMap(([library, own]) => ['', `## ${library}`, '', ...describeLibrary(own)]),
    '',
  ].join('\n');
}

function describeLibrary(judged: readonly Judged[]): string[] {
  return [
    row('optimizer', 'judged', 'exit', 's', 'intrinsic', 'decay', 'refuted, with cause', 'notes'),
    row(...Array.from({ length: 8 }, () => '---')),
    ...judged.map(({ record, known, judgement }) =>
      row(
        record.name,
        judgement,
        `${record.exit ?? 'killed'}`,
        `${record.seconds}`,
        record.intrinsic ?? '–',
        record.decay ?? '–',
        [...record.refuted, ...record.undecided.map((finding) => ({ ...finding, law: `undecided ${finding.law}` }))]
          .map(describeFinding)
          .join('; ') || '–',
        [...describeKnown(record, known), ...(record.error === undefined ? [] : [record.error]), ...record.notes].join('; ') ||
          '–',
      ),
    ),
  ];
}

const describeFinding = ({ law, cause, says }: LawFinding): string =>
  `**${law}** ${cause === undefined ? '' : `(${cause}) `}${says}`;

function describeKnown(record: SweepRecord, known: Classified | undefined): string[] {
  const bugs = (known?.bugs ?? []).map((bug) => `bug${isNamed(bug, record) ? '' : ', not named'}: ${bug.what}`);
  return [...bugs, ...(known?.honest ? [`honest: ${known.honest}`] : []), ...(known?.needs ? [`needs ${known.needs}`] : [])];
}
