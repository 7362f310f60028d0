/**
 * Asks which planted mistakes show when training drives an optimizer, and whether correct ones pass: `npm run drive-matrix`.
 *
 * One interpreter runs every subject of fixtures/python/drives. `--part i/n` asks every n-th only; `--output FILE` writes a page.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fastestEngine } from '../dist/dynamics/fastest-engine.js';
import { chooseLaw } from '../dist/suite/choose-law.js';
import { ChildConnection } from '../dist/suite/process/child-connection.js';
import { greet, reloadChildOptimizer } from '../dist/suite/process/child-optimizer.js';
import { pythonProgram } from '../dist/suite/process/python.js';
import { prepareSubject } from '../dist/suite/prepare-subject.js';
import { runTask } from '../dist/suite/run-task.js';

const { values } = parseArgs({
  options: { part: { type: 'string', default: '0/1' }, output: { type: 'string' }, only: { type: 'string' } },
});
const [part, parts] = values.part.split('/').map(Number);
const folder = fileURLToPath(new URL('../fixtures/python/drives/', import.meta.url));
const adapter = fileURLToPath(new URL('../adapters/python/file_subject.py', import.meta.url));
const expectations = JSON.parse(readFileSync(`${folder}expectations.json`, 'utf8')).filter(
  ({ file, name }, i) => i % parts === part && (values.only === undefined || `${file}:${name}`.includes(values.only)),
);
const settings = { seed: 1, configurations: 40, alpha: 1e-6, replicaLimit: 64 };
const allLaws = ['resume', 'drive-invariance', 'determinism', 'partition-invariance', 'live-hyperparameters'];

const first = expectations[0];
const connection = new ChildConnection({
  command: [pythonProgram(), '-u', adapter, `${folder}${first.file}`, first.name],
  label: 'planted',
  directory: folder,
  timeLimit: 60,
});
greet(connection, 'planted');

const rows = [];
for (const { file, name, law, causes } of expectations) {
  const started = process.cpuUsage();
  const refuted = [];
  let problem = '';
  try {
    const source = () => reloadChildOptimizer(connection, [`${folder}${file}`, name], name);
    const { subject } = await prepareSubject(source, undefined, false);
    for (const id of causes === undefined ? ['resume', 'drive-invariance'] : [law]) {
      const chosen = chooseLaw(id, undefined);
      if (chosen.law.applies(subject, chosen.objective) !== true) continue;
      const { verdict } = await runTask({ ...chosen, source, profile: subject.profile, engine: fastestEngine, settings });
      if (verdict.verdict !== 'holds') refuted.push({ law: id, verdict });
      else if (causes === undefined && verdict.observations)
        problem += verdict.observations.filter((o) => o.includes('throws')).join(' ');
    }
  } catch (error) {
    problem = String(error.message).split('\n')[0];
  }
  const seen = refuted.find(({ verdict }) => verdict.verdict === 'refuted');
  const named = seen !== undefined && (causes ?? []).includes(seen.verdict.cause);
  const used = process.cpuUsage(started);
  rows.push({ file, name, correct: causes === undefined, seen, named, problem, seconds: (used.user + used.system) / 1e6 });
  const sign =
    causes === undefined
      ? seen || refuted.length
        ? 'FALSE ALARM'
        : 'passes'
      : seen
        ? named
          ? 'named'
          : 'SEEN, NOT NAMED'
        : 'MISSED';
  console.log(
    `${sign.padEnd(16)} ${name.padEnd(28)} ${seen ? `${seen.law}: ${seen.verdict.cause}: ${seen.verdict.diagnosis}` : ''} ${problem}`.slice(
      0,
      260,
    ),
  );
}
const planted = rows.filter(({ correct }) => !correct);
const correct = rows.filter((row) => row.correct);
console.log(
  `${planted.filter(({ seen }) => seen).length} of ${planted.length} planted mistakes seen, ${planted.filter(({ named }) => named).length} named; ` +
    `${correct.filter(({ seen }) => seen).length} of ${correct.length} correct ones refuted`,
);
void allLaws;
void writeFileSync;
connection.close();
