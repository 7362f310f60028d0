/**
 * Measures what the statistical laws see when they are on their own: planted effects over many seeds, and correct code.
 *
 *     node scripts/measure-power.mjs [--seeds 100] [--output docs/power.md]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fastestEngine, laws, objective, sgd } from '../dist/index.js';
import { inferProfile } from '../dist/inference/infer-profile.js';

const { values: options } = parseArgs({
  options: { seeds: { type: 'string', default: '100' }, only: { type: 'string', default: '' }, output: { type: 'string' } },
});
const seeds = Number(options.seeds);
const alpha = 1e-6;
const replicaLimit = 128;

/** SGD with coupled decay, changed in one place. */
function plantedSgd(name, change, elementwise = true) {
  const contract = { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' };
  return {
    name,
    contract,
    elementwise,
    init: () => ({ learningRate: NaN }),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      parameters.forEach(({ data: w }, i) => {
        const g = gradients[i].data;
        const {
          step = 1,
          decay = () => 1,
          rescale = 1,
        } = change({ learningRate, previous: state.learningRate, length: w.length });
        for (let j = 0; j < w.length; j++) w[j] = rescale * (w[j] - learningRate * (step * g[j] + decay(j) * weightDecay * w[j]));
      });
      state.learningRate = learningRate;
    },
  };
}

const noise = 'isotropic-noise';
const digits = 'digits-mlp?widths=16&batch=16';
const plans = [
  {
    effect: 'decay × 1.2',
    law: 'norm-balance',
    stage: noise,
    optimizer: plantedSgd('decay × 1.2', () => ({ decay: () => 1.2 })),
  },
  {
    effect: 'half of the weights are not decayed',
    law: 'norm-balance',
    stage: noise,
    optimizer: plantedSgd('half decayed', ({ length }) => ({ decay: (j) => (j < length / 2 ? 1 : 0) }), false),
  },
  {
    effect: 'half of the weights are not decayed',
    law: 'norm-balance',
    stage: digits,
    optimizer: plantedSgd('half decayed', ({ length }) => ({ decay: (j) => (j < length / 2 ? 1 : 0) }), false),
  },
  ...[noise, digits].map((stage) => ({
    effect: 'a drop of η that rescales the weights',
    law: 'rate-drop',
    stage,
    optimizer: plantedSgd('rescaled at a drop', ({ learningRate, previous }) => ({
      rescale: learningRate < previous ? Math.sqrt(learningRate / previous) : 1,
    })),
  })),
  ...[noise, digits].map((stage) => ({
    effect: 'an equilibrium that depends on η by 5 %',
    law: 'equilibrium',
    stage,
    optimizer: plantedSgd('step × 1.05 above η = 1 and / 1.05 below', ({ learningRate }) => ({
      step: learningRate > 1 ? 1.05 : learningRate < 1 ? 1 / 1.05 : 1,
    })),
  })),
  ...laws
    .filter(({ tier }) => tier === 'statistical')
    .flatMap(({ id }) => [noise, digits].map((stage) => ({ effect: 'none: correct SGD', law: id, stage, optimizer: sgd }))),
];

const rows = [];
for (const { effect, law: id, stage, optimizer } of plans.filter((plan) => plan.effect.includes(options.only))) {
  const law = laws.find((each) => each.id === id);
  const context = {
    subject: { optimizer, profile: inferProfile(optimizer) },
    objective: objective(stage),
    configurations: 200,
    alpha,
    replicaLimit,
    engine: fastestEngine,
  };
  const reason = law.applies(context.subject, context.objective);
  if (reason !== true) throw new Error(`${id}: ${reason}`);
  const count = { holds: 0, refuted: 0, undecided: 0, rejected: 0 };
  let replicas = 0;
  let decided = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      const { verdict, evidence } = await law.check({ ...context, seed });
      count[verdict] += 1;
      if (verdict !== 'undecided') {
        decided += 1;
        replicas += evidence.replicas;
      }
    } catch (error) {
      if (error.code !== 'UNDERPOWERED') throw error;
      count.rejected += 1;
    }
  }
  const mean = decided === 0 ? '–' : (replicas / decided).toFixed(1);
  rows.push([effect, `\`${id}\``, `\`${stage}\``, count.refuted, count.holds, count.undecided, count.rejected, mean]);
  process.stderr.write(`${effect}, ${id}, ${stage}: ${JSON.stringify(count)}, ${mean} replicas\n`);
}

const line = (cells) => `| ${cells.join(' | ')} |`;
const text = `# What the statistical laws see on their own

Exact laws are switched off; each row is ${seeds} seeds of one law on one objective, at α = ${alpha} for each verdict and with at most
${replicaLimit} replicas. Above, SGD with one planted effect: \`refuted\` is right. Below, the same SGD without it: \`holds\` is right.
The last column is the mean number of replicas of each arm in the test that decided. Written by \`scripts/measure-power.mjs\`.

${line(['planted effect', 'law', 'objective', 'refuted', 'holds', 'undecided', 'rejected before', 'replicas'])}
${line(Array(8).fill('---'))}
${rows.map(line).join('\n')}
`;
if (options.output) writeFileSync(options.output, text);
else process.stdout.write(text);
