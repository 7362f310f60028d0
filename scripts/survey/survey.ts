/**
 * Asks the statistical laws of correct optimizers on objectives drawn at random from all options of all families: a refutation that is
 * blamed on the optimizer, or a crash, is a mistake of this package.
 *
 *     npm run survey -- [--objectives 100] [--first 0] [--seed 1] [--optimizers sgd,heavy-ball,adamw] [--laws ID,ID] [--replicas N]
 *         [--undecided 0.1] [--workers N] [--record FILE] [--page FILE]
 *
 * With --record, a line of JSON is kept for each objective and what is there, of the same settings, is not asked again; --page writes a
 * table. Exits with 1
 * where an optimizer is blamed, something crashes, or a larger share than --undecided remains undecided.
 */
import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { threadOf } from '../../src/dynamics/workers/channel.ts';
import { createWorkerPool } from '../../src/dynamics/workers/worker-pool.ts';
import { costOf } from '../../src/objectives/products-of.ts';
import { defaultReplicaLimit } from '../../src/suite/defaults.ts';
import { numberOption } from '../number-option.ts';
import { progressFile } from '../progress-file.ts';
import { keyOfRow, type SurveyRow, type SurveySettings } from './answer.ts';
import { countAnswers } from './count-answers.ts';
import { drawObjective } from './draw-objective.ts';
import { surveyPage } from './survey-page.ts';

const { values: options } = parseArgs({
  options: {
    objectives: { type: 'string', default: '100' },
    first: { type: 'string', default: '0' },
    optimizers: { type: 'string', default: 'sgd,heavy-ball,adamw' },
    laws: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    undecided: { type: 'string', default: '0.1' },
    replicas: { type: 'string', default: String(defaultReplicaLimit) },
    workers: { type: 'string', default: String(availableParallelism()) },
    record: { type: 'string' },
    page: { type: 'string' },
  },
});
const first = numberOption(options, 'first');
const objectives = numberOption(options, 'objectives', 1);
const list = (text: string): string[] => text.split(',').filter((word) => word !== '');
const settings: SurveySettings = {
  seed: numberOption(options, 'seed'),
  replicas: numberOption(options, 'replicas', 1),
  optimizers: list(options.optimizers),
  laws: list(options.laws),
};

const { rows: known, add } = progressFile<SurveyRow>(options.record, keyOfRow);
const rowOf = (index: number): SurveyRow | undefined => known.get(keyOfRow({ index, settings })!);
const indices = Array.from({ length: objectives }, (_, i) => first + i);
const cost = (index: number): number => costOf(drawObjective(settings.seed, index));
// The dearest first, so that no thread is left with one of these while others have nothing to do.
const waiting = indices.filter((index) => rowOf(index) === undefined).sort((a, b) => cost(b) - cost(a));
const started = performance.now();

function tell({ index, objective, answers }: SurveyRow): void {
  for (const { found, law, optimizer, sentence } of answers)
    if (!['holds', 'skipped'].includes(found))
      process.stdout.write(`${index}: ${found}: ${law} for ${optimizer} on ${objective}: ${sentence}\n`);
}

// Node 20 starts no TypeScript: a thread loads it as npm run survey does.
const loader = new URL('../run.mjs', import.meta.url);
const program = fileURLToPath(new URL('ask-laws.ts', import.meta.url));
const pool = createWorkerPool(
  numberOption(options, 'workers', 1),
  threadOf(loader, { argv: [program], execArgv: [], workerData: settings }),
);
const { signal } = new AbortController();
// Every objective listens.
setMaxListeners(0, signal);
let done = 0;
// By cost, not by number: the dearest come first, and would promise hours.
const all = waiting.reduce((sum, index) => sum + cost(index), 0);
let paid = 0;
await Promise.all(
  waiting.map(async (index) => {
    const row = (await pool.ask(index, signal)) as SurveyRow;
    add(row);
    tell(row);
    done += 1;
    paid += cost(index);
    const left = ((performance.now() - started) / paid) * (all - paid);
    process.stderr.write(`${done} of ${waiting.length}: ${row.objective}, about ${Math.ceil(left / 60_000)} min left\n`);
  }),
);
await pool.close();

const rows = indices.map((index) => rowOf(index)!);
const minutes = (performance.now() - started) / 60_000;
const count = countAnswers(rows.flatMap(({ answers }) => answers));
const asked = Object.values(count).reduce((sum, each) => sum + each, 0) - count.skipped;
const share = count.undecided / Math.max(1, asked);
process.stdout.write(
  `${JSON.stringify(count)}, ${(100 * share).toFixed(1)} % of ${asked} undecided, ${minutes.toFixed(1)} min\n`,
);
if (options.page !== undefined) writeFileSync(options.page, surveyPage(rows, settings));
if (count.optimizer > 0 || count.crashed > 0 || share > Number(options.undecided)) process.exitCode = 1;
