import type { Asker, StudyRecord } from '../../records/study-record.ts';
import { cell } from './studies-gallery.ts';
import { allowedText, measuredText } from './study-text.ts';

/** Points that no study answers, and why. */
const open: readonly Asker[] = [
  { reviewer: 1, point: 'typos', asks: 'effective learning rate is γ^(−1/2), and two more: matters of the text' },
  { reviewer: 3, point: 'correctness', asks: 'a larger data set: needs networks and data that this package does not have yet' },
  { reviewer: 4, point: 'weakness 2', asks: 'ImageNet: as above; the laws that need no equilibrium are exact at any size' },
];

/** Claims that stand for a study. */
const SHOWN = 3;

/**
 * The reviewers' points in Markdown, each with the study that answers it and what it measured.
 *
 * @param records all studies
 * @param gallery the page that shows them
 */
export function reviewersPage(records: readonly StudyRecord[], gallery: string): string {
  const sections = ([1, 2, 3, 4] as const).flatMap((reviewer) => {
    const answered = records.flatMap((record) =>
      record.askedBy.filter((asker) => asker.reviewer === reviewer).map((asker) => ({ asker, record })),
    );
    const sorted = answered.sort((a, b) => order(a.asker) - order(b.asker));
    return [
      `## Reviewer ${reviewer}`,
      '',
      '| point | asks | study | verdict | answer | measured |',
      '|---|---|---|---|---|---|',
      ...sorted.map(({ asker, record }) => row(asker, record, gallery)),
      ...open
        .filter((asker) => asker.reviewer === reviewer)
        .map(({ point, asks }) => `| ${point} | ${cell(asks)} | – | – | – | – |`),
      '',
    ];
  });
  return [
    '# The reviewers’ points',
    '',
    'What the reviewers of “Reconciling Modern Deep Learning with Traditional Optimization Analyses: The Intrinsic Learning Rate” (NeurIPS 2020) asked,',
    `in our words, and the study that answers each point with what it measured. Written by \`npm run studies\`; ${gallery} has figures, sources and protocols.`,
    '',
    ...sections,
  ].join('\n');
}

function row({ point, asks }: Asker, { study, verdict, answer, claims }: StudyRecord, gallery: string): string {
  const shown = claims.slice(0, SHOWN).map((claim) => `${cell(claim.what)}: ${measuredText(claim)}, ${allowedText(claim)}`);
  return `| ${point} | ${cell(asks)} | [${study}](${gallery}#${study}) | ${verdict} | ${cell(answer)} | ${shown.join('; ')} |`;
}

/** Weaknesses first, then numbers. */
function order({ point }: Asker): number {
  const number = Number(/\d+/.exec(point)?.[0] ?? 0);
  return point.startsWith('question') ? 100 + number : number;
}
