/**
 * Measures what the statistical laws see when they are on their own: planted effects over many seeds, and correct code.
 *
 *     node scripts/measure-power.mjs [--seeds 100] [--only TEXT] [--rows FILE] [--output docs/power.md]
 *
 * With --rows, rows are kept in a file as they are measured, and those that it has are written without being measured again: a table
 * can be made in parts, with more seeds for what is cheap.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fastestEngine, laws, objective } from '../dist/index.js';
import { builtinOptimizer } from '../dist/optimizers/reference.js';
import { normal } from '../dist/random/normal.js';
import * as planted from '../fixtures/planted-effects/sgd.mjs';
import { inferProfile } from '../dist/inference/infer-profile.js';
import { drawFrom } from '../dist/laws/statistical/draw.js';
import { equilibriumMetrics, equilibriumQuantities } from '../dist/laws/statistical/comparisons.js';
import { armsOf, pairsAroundEquilibrium } from '../dist/laws/statistical/equilibrium-pairs.js';
import { decide, verdictOf } from '../dist/verdicts/decide.js';
import { boundsOf, runPilot } from '../dist/verdicts/pilot.js';
import { meanFieldEngine } from './mean-field-engine.mjs';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    only: { type: 'string', default: '' },
    rows: { type: 'string' },
    output: { type: 'string' },
  },
});
const seeds = Number(options.seeds);
const alpha = 1e-6;
const replicaLimit = 128;

const noise = 'isotropic-noise';
const digits = 'digits-mlp?widths=16&batch=16';
const { strongDecay, halfDecayed, rescaledAtDrop, rateInStep } = planted;
const { noDecay, weakDecay, squaredDecay, exponentialDecay, endingDecay, twoLimits } = planted;
const sgd = builtinOptimizer('sgd');

/** One replica in twenty of every arm on one side fails by one nat; the others agree to the noise given. */
const failing = (noise) =>
  meanFieldEngine({
    block: (source) => noise * normal(source),
    replica: (source, initialisation) => ({ offset: source.uniform() < 0.05 && /second|below/.test(initialisation) ? 1 : 0 }),
  });
const slow = [
  { effect: 'no decay', optimizer: noDecay },
  { effect: 'decay 20 times too weak', optimizer: weakDecay },
  { effect: 'decay ∝ (ηλ)²', optimizer: squaredDecay },
  { effect: 'decay e^(−0.3/ηλ)/η', optimizer: exponentialDecay },
  { effect: 'decay that ends after 60 steps', optimizer: endingDecay },
  { effect: 'from above one limit, from below another', optimizer: twoLimits },
];
/** The claim of `equilibrium` about two arms that differ in their objective. */
const against = (other) => ({
  id: 'equilibrium',
  applies: () => true,
  async check(context) {
    const { engine, seed, subject } = context;
    const { near } = await pairsAroundEquilibrium(context, 1);
    const [{ value: pair }] = drawFrom([near([0.05])], context, 'arms', 1);
    /** @type {import('../dist/verdicts/claim.js').Claim} */
    const claim = {
      claims: 'equal',
      arms: (stretch) =>
        armsOf(context, pair, stretch).map((arm, i) => (i === 0 ? arm : { ...arm, objective: objective(other) })),
      metrics: equilibriumMetrics(context),
      quantities: equilibriumQuantities(context),
      steady: [],
      alike: [],
    };
    const trial = { engine, seed, objective: context.objective, optimizer: subject.optimizer, alpha, replicaLimit };
    const pilot = await runPilot(trial, 'arms/pilot', claim, 4);
    const bounds = boundsOf([pilot], 'equal');
    const decision = await decide(trial, 'arms/confirm', claim, { alpha, stretch: 1, bounds });
    return { verdict: verdictOf(decision), evidence: decision };
  },
});

const objectives = [
  { effect: 'ε = 1e-5 in the normaliser', stage: 'digits-mlp?widths=16&batch=16&epsilon=0.00001' },
  { effect: 'ε = 1e-5 in the normaliser', stage: 'smoothed-von-mises-fisher?epsilon=0.00001' },
  { effect: 'a barrier of 8 temperatures at κ = 0.004', stage: 'two-basins?barrier=0.253' },
  { effect: 'a barrier of 8 temperatures at κ = 0.01', stage: 'two-basins?barrier=0.4' },
  { effect: 'a trained top layer', stage: 'digits-mlp?widths=16&batch=16&topLayer=trained' },
];
const small = 'digits-mlp?widths=16&batch=16&trainSize=200';
const plans = [
  { effect: 'decay × 1.2', law: 'norm-balance', stages: [noise], optimizer: strongDecay },
  { effect: 'half of the weights are not decayed', law: 'norm-balance', stages: [noise, digits], optimizer: halfDecayed },
  { effect: 'a drop of η that rescales the weights', law: 'rate-drop', stages: [noise, digits], optimizer: rescaledAtDrop },
  { effect: 'an equilibrium that depends on η by 5 %', law: 'equilibrium', stages: [noise, digits], optimizer: rateInStep },
  ...objectives.map(({ stage, ...plan }) => ({ ...plan, law: 'equilibrium', stages: [stage], optimizer: sgd })),
  {
    effect: 'full batch against mini-batch',
    law: 'equilibrium',
    stages: [small],
    optimizer: sgd,
    asked: against(`${small.replace('batch=16', 'batch=200')}`),
  },
  {
    effect: 'passes over the data against fresh mini-batches',
    law: 'equilibrium',
    stages: [small],
    optimizer: sgd,
    asked: against(`${small}&sampling=epochs`),
  },
  ...slow.map((plan) => ({ ...plan, law: 'fast-equilibrium', stages: [noise] })),
  ...['equilibrium', 'fast-equilibrium'].flatMap((law) =>
    [1e-6, 0.05].map((spread) => ({
      effect: `one replica in twenty of one arm off by one nat, the others within ${spread} (synthetic)`,
      law,
      stages: [noise],
      optimizer: sgd,
      engine: failing(spread),
    })),
  ),
  ...laws
    .filter(({ tier }) => tier === 'statistical')
    .map(({ id }) => ({ effect: 'none: correct SGD', law: id, stages: [noise, digits], optimizer: sgd })),
  ...['heavy-ball', 'adamw', 'lion'].map((name) => ({
    effect: `none: correct ${name}`,
    law: 'fast-equilibrium',
    stages: [noise, digits],
    optimizer: builtinOptimizer(name),
  })),
].flatMap(({ stages, ...plan }) => stages.map((stage) => ({ ...plan, stage })));

const kept = options.rows !== undefined && existsSync(options.rows) ? JSON.parse(readFileSync(options.rows, 'utf8')) : {};
const rows = [];
/** @type {any[]} */
const chosen = plans;
for (const { effect, law: id, stage, optimizer, engine = fastestEngine, asked } of chosen) {
  const key = `${effect}, ${id}, ${stage}`;
  if (kept[key] !== undefined) {
    rows.push(kept[key]);
    continue;
  }
  if (!key.includes(options.only)) continue;
  const law = asked ?? laws.find((each) => each.id === id);
  const context = {
    subject: { optimizer, profile: inferProfile(optimizer) },
    objective: objective(stage),
    configurations: 200,
    alpha,
    replicaLimit,
    engine,
  };
  const reason = law.applies(context.subject, context.objective);
  if (reason !== true) throw new Error(`${id}: ${reason}`);
  const count = { holds: 0, refuted: 0, undecided: 0, rejected: 0 };
  const started = process.cpuUsage().user;
  let replicas = 0;
  let decided = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      const { verdict, evidence } = await law.check(/** @type {any} */ ({ ...context, seed }));
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
  rows.push([effect, `\`${id}\``, `\`${stage}\``, seeds, count.refuted, count.holds, count.undecided, count.rejected, mean]);
  kept[key] = rows.at(-1);
  if (options.rows !== undefined) writeFileSync(options.rows, JSON.stringify(kept));
  process.stderr.write(
    `${effect}, ${id}, ${stage}: ${JSON.stringify(count)}, ${mean} replicas, ${((process.cpuUsage().user - started) / 1e6 / seeds).toFixed(2)} s each\n`,
  );
}

const line = (cells) => `| ${cells.join(' | ')} |`;
const text = `# What the statistical laws see on their own

Exact laws are switched off; each row is so many seeds of one law on one objective, at α = ${alpha} for each verdict and with at most
${replicaLimit} replicas. Above, SGD with one planted effect: \`refuted\` is right, and of failures that are rare \`undecided\`. Below, the same SGD without it: \`holds\` is right.
A hundred seeds are what each row is meant to be made with; rows with fewer, and plans without a row, are still to be measured.
The last column is the mean number of replicas of each arm in the test that decided. Written by \`scripts/measure-power.mjs\`.

${line(['planted effect', 'law', 'objective', 'seeds', 'refuted', 'holds', 'undecided', 'rejected before', 'replicas'])}
${line(Array(9).fill('---'))}
${rows.map(line).join('\n')}
`;
if (options.output) writeFileSync(options.output, text);
else process.stdout.write(text);
