import picocolors from 'picocolors';
import { withoutCommands } from '../../arithmetic/printable.ts';
import { isUnclaimedDesign } from '../../records/unclaimed-design.ts';
import type { Document, Result, Skip, SubjectDescription } from '../../suite/document.ts';
import { baselinesOf, type SubjectBaseline } from '../baselines-of.ts';
import { describeBaseline } from '../describe-baseline.ts';
import { describeError } from '../describe-error.ts';
import { describeRefutation, plural } from '../describe-refutation.ts';
import { trustLines } from '../trust-lines.ts';
import { describeSubject } from '../describe-subject.ts';
import { formatCount, formatNumber } from '../format-number.ts';
import { hangingLines } from '../hanging-lines.ts';
import { printableDocument } from '../printable-document.ts';
import { resultsTable } from '../results-table.ts';
import type { Reporter, RenderOptions } from './reporter.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** A table for people: what was asked, what came of it, and for every law that fails, what it needs to be understood. */
export const terminal: Reporter = {
  name: 'terminal',
  description: 'a table for people, and what failed in a few lines each',
  form: 'text',
  render(received, options) {
    const document = printableDocument(received);
    const colors = picocolors.createColors(options.color);
    const sections = [
      ...(options.quiet ? [] : subjectNames(document).map((name) => subjectSection(document, name, colors))),
      ...document.results.filter(({ verdict }) => verdict === 'refuted').map((result) => refutation(result, document, colors)),
      ...baselinesOf(document).map((baseline) => baselineSection(baseline, options, colors)),
      ...(options.errors === 'elsewhere' ? [] : document.errors.map((error) => describeError(error, options.verbose))),
      summary(document, options, colors),
    ];
    const texts = sections.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`);
    return withoutCommands(texts.join('\n'));
  },
};

function subjectNames(document: Document): string[] {
  const named = [...document.subjects.map(({ name }) => name), ...document.skipped.map(({ subject }) => subject)];
  return [...new Set(named)];
}

function subjectSection(document: Document, name: string, colors: Colors): string[] {
  const description = document.subjects.find((subject) => subject.name === name);
  const results = document.results.filter(({ subject }) => subject === name);
  const skipped = document.skipped.filter(({ subject }) => subject === name);
  return [
    ...heading(name, description, document.strict, colors),
    ...resultsTable(results, colors).map(indent),
    ...results
      .filter(({ verdict }) => verdict === 'undecided')
      .flatMap(({ law, reason }) => hangingLines(`${law}: ${reason ?? 'undecided'}`, '  ? ')),
    ...results.flatMap(({ law, verdict, observations = [] }) =>
      verdict === 'holds' ? observations.flatMap((seen) => hangingLines(`${law}: ${seen}`, '  ·  ').map(colors.dim)) : [],
    ),
    ...skippedLines(skipped, colors),
  ];
}

function heading(
  name: string,
  description: SubjectDescription | undefined,
  strict: Document['strict'],
  { bold, dim, red, yellow }: Colors,
): string[] {
  if (description === undefined) return [bold(name)];
  const { reference, notes, findings } = description;
  return [
    bold(name) + (reference === undefined || reference === name ? '' : dim(`  ${reference}`)),
    ...describeSubject(description).flatMap((line) => hangingLines(line, margin).map(dim)),
    ...notes.flatMap((note) =>
      strict === true && isUnclaimedDesign(note)
        ? hangingLines(`note: ${note.sentence}`, `${margin}✗ `).map(red)
        : hangingLines(`note: ${note.sentence}`, margin),
    ),
    ...Object.values(findings).flatMap(({ sentence }) => hangingLines(`found: ${sentence}`, margin).map(yellow)),
  ];
}

/** One paragraph a reason, with every law that it keeps from running. */
function skippedLines(skipped: readonly Skip[], { dim }: Colors): string[] {
  const laws = (reason: string): string[] => skipped.filter((skip) => skip.reason === reason).map(({ law }) => law);
  return [...new Set(skipped.map(({ reason }) => reason))].flatMap((reason) =>
    hangingLines(`${[...new Set(laws(reason))].join(', ')}: ${reason}`, '  –  ').map(dim),
  );
}

function refutation(result: Result, document: Document, { red, bold }: Colors): string[] {
  const [headline, ...lines] = describeRefutation(result, document);
  // What is to be copied stays in one line.
  const shown = lines.flatMap((line) => (line.startsWith('Replay: ') ? [margin + line] : hangingLines(line, margin)));
  return [red(`✗ ${bold(headline)}`), ...shown];
}

/** A change of behaviour is a failure; agreement is one line, which --quiet leaves out. */
function baselineSection({ subject, baseline }: SubjectBaseline, { quiet }: RenderOptions, { red, bold, dim }: Colors): string[] {
  if (quiet && baseline.state !== 'changed') return [];
  const [sentence, ...lines] = describeBaseline(baseline);
  const headline = subject === undefined ? sentence : `${subject}: ${sentence}`;
  return [baseline.state === 'changed' ? red(`✗ ${bold(headline)}`) : dim(headline), ...lines.map(indent)];
}

function summary(document: Document, { quiet }: RenderOptions, { green, red, yellow, dim, bold }: Colors): string[] {
  const { verdict, kind, results, work, seed, budget, elapsedSeconds, interrupted } = document;
  const seedLine = `seed ${seed}`;
  // A subject that could not be loaded leaves nothing to count.
  if (results.length === 0 && document.errors.length > 0) return [];
  // Nothing is drawn for an inference.
  if (kind === 'infer') return [];
  const count = (wanted: Result['verdict']): number => results.filter((result) => result.verdict === wanted).length;
  const noted = document.strict === true ? document.subjects.flatMap(({ notes }) => notes.filter(isUnclaimedDesign)).length : 0;
  const counts = [
    `${count('holds')} hold`,
    `${count('refuted')} refuted`,
    `${count('undecided')} undecided`,
    ...(noted > 0 ? [`${plural(noted, 'note')} (--strict)`] : []),
    ...(document.skipped.length > 0 ? [`${document.skipped.length} skipped`] : []),
    ...(document.errors.length > 0 ? [plural(document.errors.length, 'error')] : []),
  ].join(', ');
  const paint = { holds: green, refuted: red, undecided: yellow }[verdict];
  const title = `${paint(bold(interrupted ? `interrupted, ${verdict}` : verdict))}: ${counts}`;
  if (quiet) return [`${title} ${dim(`(${seedLine})`)}`, ...trustLines(document).flatMap((line) => hangingLines(line))];
  const share =
    budget.statisticalTasks === 0
      ? 'not spent: no statistical law ran'
      : `${formatNumber(budget.alphaPerTask)} for each of ${plural(budget.statisticalTasks, 'statistical verdict')}`;
  return [
    title,
    dim(
      `${formatCount(work.configurations)} configurations, ${formatCount(work.replicas)} replicas, ${formatCount(work.steps)} steps`,
    ),
    ...detection(results, budget.holds).flatMap((line) => hangingLines(line).map(dim)),
    dim(`α ${formatNumber(budget.alpha)} (${share})`),
    dim(`${seedLine}${elapsedSeconds === undefined ? '' : `, ${elapsedSeconds.toFixed(1)} s`}`),
    ...trustLines(document).flatMap((line) => hangingLines(line).map(yellow)),
  ];
}

/** What a passing run would have caught: the reason to believe it. */
function detection(results: readonly Result[], holds: string | undefined): string[] {
  const statistical = new Map<string, { detectable: number; unit: string }>();
  for (const { law, evidence, detectable, unit } of results) {
    if (evidence.kind !== 'e-process' || detectable === null) continue;
    if (detectable > (statistical.get(law)?.detectable ?? 0)) statistical.set(law, { detectable, unit });
  }
  const parts = [
    ...(results.some(({ evidence }) => evidence.kind === 'exact') ? ['exact laws anything above what is allowed'] : []),
    ...Array.from(statistical, ([law, { detectable, unit }]) => `${law} ${formatNumber(detectable)} (${unit})`),
  ];
  const held = results.some(({ evidence, verdict }) => evidence.kind === 'e-process' && verdict === 'holds');
  return [
    ...(parts.length === 0 ? [] : [`smallest detectable effect: ${parts.join('; ')}`]),
    ...(held && holds !== undefined ? [`where a statistical law holds, ${holds}`] : []),
  ];
}

/** Before whatever belongs to a subject or to a failure. */
const margin = '  ';

const indent = (line: string): string => margin + line;
