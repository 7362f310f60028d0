/**
 * Where the time of the exact laws goes for one optimizer, as a table: processor time of this process, which draws, steps and compares,
 * of the process of the optimizer, and the steps that were made.
 *
 *     node bench/subject.mjs torch:AdamW [LAW,...]        # all exact laws that apply, or these
 */
import { readdirSync, readFileSync } from 'node:fs';
// The parts of a check, which are measured one by one; the entry of the package would load more than the command, whose start is measured.
import { fastestEngine } from '../dist/dynamics/fastest-engine.js';
import { laws } from '../dist/laws/index.js';
import { claims } from '../dist/suite/claims.js';
import { isolateSubject } from '../dist/subjects/isolate-subject.js';
import { objectiveSource } from '../dist/suite/load-objective.js';
import { isTrusted } from '../dist/subjects/load-subject.js';
import { prepareSubject } from '../dist/suite/prepare-subject.js';
import { compileLate } from '../dist/subjects/process/compile-late.js';
import { closeChildren } from '../dist/subjects/process/child-optimizer.js';
import { runTask } from '../dist/suite/run-task.js';

// As the command does.
compileLate();
const [reference = 'builtin:adamw', named] = process.argv.slice(2);
const isAsked = ({ id, tier }) => (named === undefined ? tier === 'exact' : named.split(',').includes(id));
const settings = { seed: 1, configurations: 200, alpha: 1e-6, replicaLimit: 256 };
const source = () => isolateSubject(reference, process.cwd(), { timeLimit: 60 });

/** Seconds of processor time of the processes that this one has started, where there is /proc. */
function childSeconds() {
  const ticks = (fields) => (Number(fields[11]) + Number(fields[12])) / 100;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
      } catch {
        return [];
      }
    })
    .filter((fields) => Number(fields[1]) === process.pid)
    .reduce((sum, fields) => sum + ticks(fields), 0);
}

const ownSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const total = { own: 0, child: 0, steps: 0 };
const row = (name, own, child, steps) => console.log(`| ${name} | ${own.toFixed(2)} | ${child.toFixed(2)} | ${steps} |`);
async function measured(name, run) {
  const before = { own: ownSeconds(), child: childSeconds() };
  const steps = (await run())?.verdict?.work.steps ?? 0;
  const [own, child] = [ownSeconds() - before.own, childSeconds() - before.child];
  row(name, own, child, steps || '–');
  total.own += own;
  total.child += child;
  total.steps += steps;
}

console.log(`| ${reference} | laws, s | optimizer, s | steps |\n|---|---:|---:|---:|`);
total.own = ownSeconds();
row('start of this process', total.own, 0, '–');
/** @type {any} */
let prepared;
await measured('start of the optimizer', source);
await measured('probe and profile', async () => {
  prepared = await prepareSubject(source, reference, isTrusted(reference));
});
const objective = await objectiveSource('.')('digits-mlp?widths=8,8&batch=8');
for (const law of laws.filter(isAsked)) {
  if (claims(law, prepared.subject, objective) !== true) continue;
  const { profile } = prepared.subject;
  await measured(law.id, () => runTask({ law, objective, source, reference, profile, engine: fastestEngine, settings }));
}
row('all', total.own, total.child, total.steps);
await closeChildren();
