/**
 * Asks the statistical laws of correct optimizers on objectives drawn at random from all options of all families: a refutation that is
 * blamed on the optimizer, or a crash, is a mistake of this package.
 *
 *     npm run survey -- [--objectives 100] [--first 0] [--seed 1] [--optimizers sgd,heavy-ball,adamw] [--laws ID,ID] [--replicas N]
 *         [--undecided 0.1] [--workers N] [--record FILE] [--page FILE]
 *
 * With --record, a line of JSON is kept for each objective and what is there is not asked again; --page writes a table. Exits with 1
 * where an optimizer is blamed, something crashes, or a larger share than --undecided remains undecided.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { defaultReplicaLimit } from '../../dist/suite/defaults.js';
import { countAnswers } from './count-answers.mjs';
import { surveyPage } from './survey-page.mjs';

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
const [first, objectives, seed, replicas, workers] = ['first', 'objectives', 'seed', 'replicas', 'workers'].map((name) =>
  Number(options[name]),
);
const list = (text) => text.split(',').filter(Boolean);
const workerData = { seed, replicas, optimizers: list(options.optimizers), laws: list(options.laws) };

/** @type {Map<number, any>} */
const known = new Map();
if (options.record !== undefined && existsSync(options.record)) {
  for (const line of readFileSync(options.record, 'utf8').split('\n').filter(Boolean)) {
    const row = JSON.parse(line);
    known.set(row.index, row);
  }
}
const indices = Array.from({ length: objectives }, (_, i) => first + i);
const waiting = indices.filter((index) => !known.has(index));
const started = performance.now();
let done = 0;

function tell({ index, objective, answers }) {
  for (const { found, law, optimizer, sentence } of answers)
    if (!['holds', 'skipped'].includes(found))
      process.stdout.write(`${index}: ${found}: ${law} for ${optimizer} on ${objective}: ${sentence}\n`);
}

/** One thread, which is sent an objective when it has answered the one before. */
function work() {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./ask-laws.mjs', import.meta.url), { workerData });
    const next = () => {
      const index = waiting.shift();
      if (index === undefined) return void thread.terminate().then(resolve);
      thread.postMessage(index);
    };
    thread.on('error', reject);
    thread.on('message', (row) => {
      known.set(row.index, row);
      if (options.record !== undefined) appendFileSync(options.record, `${JSON.stringify(row)}\n`);
      tell(row);
      done += 1;
      const left = ((performance.now() - started) / done) * waiting.length;
      process.stderr.write(`${done} of ${done + waiting.length}: ${row.objective}, about ${Math.ceil(left / 60_000)} min left\n`);
      next();
    });
    next();
  });
}
await Promise.all(Array.from({ length: Math.min(workers, waiting.length) }, work));

const rows = indices.map((index) => known.get(index));
const minutes = (performance.now() - started) / 60_000;
const count = countAnswers(rows.flatMap(({ answers }) => answers));
const asked = Object.values(count).reduce((sum, each) => sum + each, 0) - count.skipped;
const share = count.undecided / Math.max(1, asked);
process.stdout.write(
  `${JSON.stringify(count)}, ${(100 * share).toFixed(1)} % of ${asked} undecided, ${minutes.toFixed(1)} min\n`,
);
if (options.page !== undefined) writeFileSync(options.page, surveyPage(rows, workerData));
if (count.optimizer > 0 || count.crashed > 0 || share > Number(options.undecided)) process.exitCode = 1;
