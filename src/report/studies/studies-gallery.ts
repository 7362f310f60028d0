import type { StudyRecord } from '../../records/study-record.ts';
import { formatCount } from '../format-number.ts';
import { allowedText, measuredText } from './study-text.ts';

/** Claims that are shown of a study; the rest are in its record. */
const SHOWN = 6;

/**
 * A gallery of studies in Markdown: question, figure, claims and the command of each.
 *
 * @param records in the order in which they are shown
 * @param figures where the figures lie, from the page
 */
export function studiesGallery(records: readonly StudyRecord[], figures: string): string {
  const index = records.map(({ study, verdict, question }) => `| [${study}](#${study}) | ${verdict} | ${cell(question)} |`);
  return [
    '# Studies',
    '',
    'Open questions about the theory, each answered by running it. Written by `npm run studies` from one run of the quick forms; numbers are a function of',
    'the seed. A claim holds where its 99.99 % interval lies within what is allowed, and is refuted where it lies outside of it.',
    '',
    '| study | verdict | question |',
    '|---|---|---|',
    ...index,
    '',
    ...records.flatMap((record) => section(record, figures)),
  ].join('\n');
}

function section(record: StudyRecord, figures: string): string[] {
  const { study, question, answer, prediction, source, protocol, failsWhere, correction, claims, verdict, quick, seed } = record;
  const shown = [...claims].sort((a, b) => rank(a.verdict) - rank(b.verdict)).slice(0, SHOWN);
  const more = claims.length - shown.length;
  return [
    `## ${study}`,
    '',
    `**${question}** ${answer}`,
    '',
    `![${record.figure.title}](${figures}/${study}.svg)`,
    '',
    `\`intrinsic-lr study ${study}${quick ? ' --quick' : ''} --seed ${seed}\`: **${verdict}**, ${claims.length} claims, ${formatCount(record.replicas)} replicas, ${formatCount(record.replicaSteps)} steps.`,
    '',
    `- Predicted: ${prediction}`,
    `- Source: ${source}`,
    `- Protocol: ${protocol}`,
    `- Expected to fail: ${failsWhere}`,
    ...(correction === undefined ? [] : [`- Measured otherwise: ${correction}`]),
    '',
    '| claim | measured | allowed | trials |',
    '|---|---|---|---|',
    ...shown.map((claim) => `| ${cell(claim.what)} | ${measuredText(claim)} | ${allowedText(claim)} | ${claim.trials} |`),
    ...(more > 0
      ? [``, `and ${more} more, ${claims.every((claim) => claim.verdict === 'holds') ? 'all of which hold' : 'see its record'}.`]
      : []),
    '',
  ];
}

/** What is not as claimed is shown first. */
function rank(verdict: StudyRecord['verdict']): number {
  return ['refuted', 'undecided', 'holds'].indexOf(verdict);
}

/** Text in a table of Markdown. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
