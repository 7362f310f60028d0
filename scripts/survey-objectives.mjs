/**
 * Asks the statistical laws of correct optimizers on objectives drawn at random from all options of all families: a refutation that is
 * blamed on the optimizer, or a crash, is a mistake of this package.
 *
 *     node scripts/survey-objectives.mjs [--objectives 100] [--optimizers sgd,heavy-ball,adamw] [--first 0] [--seed 1]
 *         [--undecided 0.1] [--replicas N]
 *
 * Objective i is a function of the seed and i, so that a survey can be made in parts, and one objective be asked again by --first i
 * --objectives 1.
 */
import { parseArgs } from 'node:util';
import { builtinOptimizer, fastestEngine, laws } from '../dist/index.js';
import { inferProfile } from '../dist/inference/infer-profile.js';
import { OutsideDomain } from '../dist/laws/law.js';
import { objectiveFamilies } from '../dist/objectives/index.js';
import { stream } from '../dist/random/stream.js';
import { defaultReplicaLimit } from '../dist/suite/defaults.js';

const { values: options } = parseArgs({
  options: {
    objectives: { type: 'string', default: '100' },
    first: { type: 'string', default: '0' },
    optimizers: { type: 'string', default: 'sgd,heavy-ball,adamw' },
    seed: { type: 'string', default: '1' },
    undecided: { type: 'string', default: '0.1' },
    replicas: { type: 'string', default: String(defaultReplicaLimit) },
  },
});
const seed = Number(options.seed);
const first = Number(options.first);
const random = stream(seed, 'survey of objectives');
const pick = (values) => values[Math.floor(random.uniform() * values.length)];
const between = (least, most) => Math.round(least * (most / least) ** random.uniform() * 1e4) / 1e4;

/** A legal value of an option, from what it says is legal; sizes stay where a run takes seconds. */
function draw(description) {
  const choices = /one of (.*)$/.exec(description)?.[1].split(', ');
  if (choices !== undefined) return pick(choices);
  const integer = description.includes('integer');
  const least = Number(/[≥>] ([\d.e-]+)/.exec(description)?.[1] ?? 0);
  const most = Math.min(Number(/≤ ([\d.e+]+)/.exec(description)?.[1] ?? Infinity), integer ? 64 : 2);
  const number = integer ? Math.round(between(Math.max(least, 1), Math.max(most, least))) : between(Math.max(least, 1e-3), most);
  if (!description.includes('a list')) return number;
  return Array.from({ length: pick([1, 2]) }, () => (integer ? Math.max(1, Math.round(between(2, 24))) : between(0.1, 10))).join(
    ',',
  );
}

function drawObjective(index) {
  for (let attempt = 0; ; attempt++) {
    random.seek(index, attempt);
    const family = pick(objectiveFamilies);
    const changed = Object.entries(family.options).filter(() => random.uniform() < 0.4);
    try {
      return family.create(Object.fromEntries(changed.map(([name]) => [name, draw(family.optionDescriptions[name])])));
    } catch (error) {
      // What is not legal together says so.
      if (error.name !== 'ConfigurationError') throw error;
    }
  }
}

const subjects = options.optimizers.split(',').map((name) => {
  const optimizer = builtinOptimizer(name);
  return { optimizer, profile: inferProfile(optimizer) };
});
const count = { holds: 0, undecided: 0, objective: 0, conjecture: 0, optimizer: 0, skipped: 0, crashed: 0 };
for (let i = first; i < first + Number(options.objectives); i++) {
  const objective = drawObjective(i);
  process.stderr.write(`${i - first + 1} of ${options.objectives}: ${objective.reference}\n`);
  for (const subject of subjects) {
    for (const law of laws.filter(({ tier }) => tier === 'statistical')) {
      let found = 'skipped';
      let sentence = law.applies(subject, objective);
      if (sentence === true) {
        try {
          const context = {
            subject,
            objective,
            seed: seed + i,
            configurations: 1,
            alpha: 1e-6,
            replicaLimit: Number(options.replicas),
          };
          const verdict = await law.check({ ...context, engine: fastestEngine });
          found = verdict.verdict === 'refuted' ? verdict.blame : verdict.verdict;
          sentence = verdict.diagnosis ?? verdict.reason ?? '';
        } catch (error) {
          found = error instanceof OutsideDomain ? 'skipped' : error.code === 'UNDERPOWERED' ? 'undecided' : 'crashed';
          sentence = error.message.split('\n')[0];
        }
      }
      count[found] += 1;
      if (!['holds', 'skipped'].includes(found))
        process.stdout.write(`${i}: ${found}: ${law.id} for ${subject.optimizer.name} on ${objective.reference}: ${sentence}\n`);
    }
  }
}
const asked = Object.values(count).reduce((sum, each) => sum + each, 0) - count.skipped;
const share = count.undecided / Math.max(1, asked);
process.stdout.write(`${JSON.stringify(count)}, ${(100 * share).toFixed(1)} % of ${asked} undecided\n`);
if (count.optimizer > 0 || count.crashed > 0 || share > Number(options.undecided)) process.exitCode = 1;
