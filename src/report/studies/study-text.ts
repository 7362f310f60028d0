import picocolors from 'picocolors';
import type { StudyClaim, StudyRecord } from '../../records/study-record.ts';
import { formatCount, formatNumber } from '../format-number.ts';
import { formatTable } from '../format-table.ts';

const signs = { holds: '✓', refuted: '✗', undecided: '?' } as const;

/** A study on a terminal: question, prediction, claims with their intervals, verdict and number of trials. */
export function studyText(record: StudyRecord, { color }: { readonly color: boolean }): string {
  const { bold, green, red, yellow } = picocolors.createColors(color);
  const paint = { holds: green, refuted: red, undecided: yellow };
  const rows = record.claims.map((claim) => [
    { text: signs[claim.verdict], paint: paint[claim.verdict] },
    { text: measuredText(claim) },
    { text: allowedText(claim) },
    { text: `n = ${claim.trials}` },
    { text: claim.what },
  ]);
  return [
    bold(`${record.study}: ${record.question}`),
    `  answer: ${record.answer}`,
    `  predicted: ${record.prediction}`,
    ...formatTable([['', 'measured', 'allowed', 'trials', 'claim'].map((text) => ({ text })), ...rows]).map(
      (line) => `  ${line}`,
    ),
    ...(record.correction === undefined ? [] : [`  note: ${record.correction}`]),
    paint[record.verdict](
      `  ${record.verdict}: ${record.claims.length} claims, ${formatCount(record.replicas)} replicas, ${formatCount(record.replicaSteps)} steps`,
    ),
    '',
  ].join('\n');
}

/** A measurement with its interval: `0.502 [0.498, 0.506]`. */
export function measuredText({ measured, interval: [low, high], trials }: StudyClaim): string {
  if (trials === 1) return shown(measured);
  return `${shown(measured)} [${shown(low)}, ${shown(high)}]`;
}

/** Where a measurement has to lie, and what theory says: `0.5 (0.47 to 0.53)`. */
export function allowedText({ theory, allowed: [low, high] }: StudyClaim): string {
  if (low === null) return `below ${shown(high)}`;
  if (high === null) return `above ${shown(low)}`;
  return `${shown(theory ?? null)} (${shown(low)} to ${shown(high)})`;
}

/** Five digits, so that an interval can be told from its middle. */
function shown(value: number | null): string {
  const rounded = value === null ? null : Number(value.toPrecision(5));
  const plain = rounded !== null && Math.abs(rounded) < 1e5 && (rounded === 0 || Math.abs(rounded) >= 1e-3);
  return plain ? String(rounded) : rounded === null ? formatNumber(null) : rounded.toExponential();
}
