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
 * @param full records of the full forms, of whichever studies there are
 */
export function studiesGallery(records: readonly StudyRecord[], figures: string, full: readonly StudyRecord[] = []): string {
  const index = records.map(({ study, verdict, question }) => `| [${study}](#${study}) | ${verdict} | ${cell(question)} |`);
  return [
    '# Studies',
    '',
    'Open questions about the theory, each answered by running it. Written by `npm run studies` from one run of the quick forms, which the tables and figures',
    'show; where a full form was run as well, what came of it is beside. Numbers are a function of the seed. A claim holds where its',
    '99.99 % interval lies within what is allowed, and is refuted where it lies outside of it.',
    '',
    '| study | verdict | question |',
    '|---|---|---|',
    ...index,
    '',
    ...records.flatMap((record) =>
      section(
        record,
        figures,
        full.find(({ study }) => study === record.study),
      ),
    ),
  ].join('\n');
}

function section(record: StudyRecord, figures: string, full: StudyRecord | undefined): string[] {
  const { study, question, answer, prediction, source, protocol, failsWhere, correction, claims } = record;
  const shown = [...claims].sort((a, b) => rank(a.verdict) - rank(b.verdict)).slice(0, SHOWN);
  const more = claims.length - shown.length;
  return [
    `## ${study}`,
    '',
    `**${question}** ${answer}`,
    '',
    `![${record.figure.title}](${figures}/${study}.svg)`,
    '',
    [record, ...(full === undefined ? [] : [full])].map(runText).join('<br>\n'),
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

/** The command of a run, what came of it, and what it took. */
function runText({ study, quick, seed, verdict, claims, replicas, replicaSteps }: StudyRecord): string {
  const command = `intrinsic-lr study ${study}${quick ? ' --quick' : ''} --seed ${seed}`;
  return `\`${command}\`: **${verdict}**, ${claims.length} claims, ${formatCount(replicas)} replicas, ${formatCount(replicaSteps)} steps.`;
}

/** What is not as claimed is shown first. */
function rank(verdict: StudyRecord['verdict']): number {
  return ['refuted', 'undecided', 'holds'].indexOf(verdict);
}

/** Text in a table of Markdown. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
