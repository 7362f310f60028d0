import { normalQuantile } from '../../src/index.ts';
import { table } from '../table-row.ts';
import type { Calibration } from './calibrate.ts';
import { LEVELS } from './design.ts';
import type { AlarmRow } from './measure-alarms.ts';

const percent = (share: number): string => `${(100 * share).toFixed(share > 0.1 ? 1 : 2)} %`;
const scientific = (x: number): string => (x >= 0.01 ? x.toFixed(3) : x.toExponential(1));

/** One line an input, one column a level. */
function alarmTable(rows: readonly AlarmRow[]): string {
  const lines = new Map<string, AlarmRow[]>();
  for (const row of rows) {
    const line = `${row.test}|${row.hypothesis}|${row.input}`;
    lines.set(line, [...(lines.get(line) ?? []), row]);
  }
  return table(
    ['test', 'null hypothesis', 'input', 'runs', ...LEVELS.map((level) => `alarms at ${level} (at most)`)],
    [...lines.values()].map((line) => [
      line[0].test,
      line[0].hypothesis,
      line[0].input,
      line[0].runs,
      ...LEVELS.map((level) => {
        const row = line.find((candidate) => candidate.nominal === level);
        if (row === undefined) return '';
        const text = `${row.alarms} (${scientific(row.upper)})`;
        return row.upper > row.nominal ? `**${text}**` : text;
      }),
    ]),
  );
}

/** A calibration as a page. */
export function calibrationPage({ runs, seed, alarms, comparison, detection }: Calibration): string {
  return `# Calibration of the statistical tests

Written by \`npm run calibrate -- --runs ${runs} --seed ${seed}\`; the same seed gives the same
numbers. Behind a number of false alarms stands the one-sided 95 % Clopper–Pearson upper bound on their rate, bold where it exceeds the
nominal rate. Inputs have mean 0 and standard deviation 1 where these exist; tolerance 0.5, detectable effect 1.5, clipping at ±3 unless it
says otherwise.

## False alarms of tests that promise validity

The rate must not exceed the nominal one, whatever the input. Sequential tests are looked at after every value, and an alarm at any time counts.
Where alarms are most frequent, ten times as many runs are made.

${alarmTable(alarms.filter((row) => row.promised))}

## False alarms of procedures that do not promise it

For description only; no verdict rests on them. The probability ratio test needs normal values and a true bound on σ; Welch's test and least
squares need normal values; Theil–Sen, the bootstrap and batch means are asymptotic. The last row is what happens when points of one trajectory
are fed to a test as if they were replicas.

${alarmTable(alarms.filter((row) => !row.promised))}

## Number of values until a decision

Normal values with standard deviation 1, β = 1 %, α as given. Correct code has mean 0, broken code has mean 1.5.

${table(
  ['design', 'α', 'mean', 'values until the verdict', 'holds', 'refuted', 'undecided at 1000'],
  comparison.map((row) => [
    row.design,
    row.alpha,
    row.effect,
    row.values.toFixed(1),
    percent(row.holds / row.runs),
    percent(row.refuted / row.runs),
    percent(row.undecided / row.runs),
  ]),
)}

For comparison, a fixed-sample z test between the two needs (z(1 − α/2) + z(1 − β))² values, whatever the truth: ${[1e-3, 1e-6]
    .map((alpha) => `${Math.ceil((normalQuantile(alpha / 2) + normalQuantile(0.01)) ** 2)} at α = ${alpha.toExponential()}`)
    .join(' and ')}.
A raw mean of 1.5 is a clipped mean of 1.47, just inside the detectable effect, so \`holds\` may exceed β by a little there: clipping changes the estimand.

## Verdicts of \`sequentialEquivalence\` for planted effects

α = 1e-6, β = 1 %, at most 300 values. "Planned" is \`equivalenceSampleSize\` at power 0.5, which knows normal noise only.

${table(
  ['input', 'mean', 'holds', 'refuted', 'undecided', 'values', 'planned'],
  detection.map((row) => [
    row.input,
    row.effect,
    percent(row.holds / row.runs),
    percent(row.refuted / row.runs),
    percent(row.undecided / row.runs),
    row.values.toFixed(1),
    row.planned ?? '',
  ]),
)}
`;
}
