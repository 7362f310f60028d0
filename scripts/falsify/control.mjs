/**
 * The control of the search: what it says where there is nothing to find.
 *
 *     node scripts/falsify/control.mjs [--settings 1000] [--campaigns 200] [--steps 1000000] [--seed 1] [--rows control.jsonl] [--planted]
 *
 * First, settings drawn at random from where theory supports the claim of equilibrium: batch normalisation, one basin, no scale, noise
 * of mini-batches, a horizon of at least 20/(ηλ). Each is tested as a campaign confirms, and what is refuted there is pursued to its
 * certification. Then campaigns on a null that is true by construction, at α = 1e-3: the second history is the first on other streams,
 * whatever setting is drawn. What is done is kept in `--rows`, and not done again. Exit code 1 where anything is refuted. `--planted`
 * gives every surveyed setting an ε in its normaliser, so that the control has something to find.
 */
import { fastestEngine } from '../../dist/dynamics/fastest-engine.js';
import { runCampaign } from '../../dist/falsification/campaign.js';
import { equilibrium } from '../../dist/falsification/conjectures/equilibrium.js';
import { dice } from '../../dist/falsification/dice.js';
import { broughtInside } from '../../dist/falsification/domain.js';
import { evaluateHere } from '../../dist/falsification/evaluate.js';
import { DECIDING, examination } from '../../dist/falsification/examination.js';
import { proposers } from '../../dist/falsification/proposers/index.js';
import { pursue } from '../../dist/falsification/pursue.js';
import { spaceFor } from '../../dist/falsification/space-for.js';
import { afforded } from '../../dist/falsification/step-cost.js';
import { clopperPearson } from '../../dist/statistics/clopper-pearson.js';
import { option, progressFile } from './progress-file.mjs';

const [settings, campaigns, seed] = [
  Number(option('settings', 1000)),
  Number(option('campaigns', 200)),
  Number(option('seed', 1)),
];
const steps = Number(option('steps', 1_000_000));
/** Of one surveyed setting, so that all of them together refute what is true with a probability of 1e-3; and of a campaign. */
const [each, ALPHA] = [1e-3 / settings, 1e-3];
/** Steps of surveyed settings cost at most as much as so many plain ones. */
const AFFORDED = 8;
const { rows, add } = progressFile(option('rows'));
const planted = process.argv.includes('--planted');
const begun = performance.now();

/**
 * Narrow deep networks have several basins, which large batches keep a run in: `equilibrium/objective-depth-2_objective-batch-64…` of the
 * corpus is of 8 units a layer, and gone at 32. Where minimisers are connected (wide networks: Nguyen 2019, Kuditipudi et al. 2019),
 * there is one.
 */
const WIDE = 16;
const oneBasin = {
  name: 'one basin',
  fields: ['objective.depth'],
  breach: ({ objective: { depth, width } }) =>
    depth > 1 && width < WIDE ? `${depth} hidden layers of ${width} units have several basins` : undefined,
};

/** Networks under batch normalisation, plain steps included, with every rule and history: what theory supports. */
const supported = {
  ...equilibrium,
  id: 'supported',
  fields: equilibrium.fields.filter(
    ({ path }) =>
      !/^objective\.(family|normaliser|epsilon|gain|bias|topLayer|dimension|drift|barrier|tilt|noise|tail)$/.test(path) &&
      !/^optimizer\.(epsilon|clip)$/.test(path) &&
      path !== 'horizon',
  ),
  hypotheses: [oneBasin, ...equilibrium.hypotheses],
};
/** True whatever is drawn: the second history is the first, with other streams. */
const nothing = {
  ...equilibrium,
  id: 'nothing',
  async stateOf(...given) {
    const { claim, steps: placing } = await equilibrium.stateOf(...given);
    const arms = (stretch) => {
      const [first] = claim.arms(stretch);
      return [first, { ...first, initialisation: 'another' }];
    };
    return { claim: { ...claim, arms }, steps: placing };
  },
};

function tell(kind, done, all, counts) {
  const minutes = (performance.now() - begun) / 60_000;
  console.log(`${kind} ${done} of ${all} after ${minutes.toFixed(1)} min: ${JSON.stringify(counts)}`);
}

function counted(kind) {
  const counts = {};
  for (const row of rows.values()) if (row.kind === kind) counts[row.verdict] = (counts[row.verdict] ?? 0) + 1;
  return counts;
}

async function surveyed(n) {
  const space = spaceFor(supported, {});
  const drawn = broughtInside(supported, space, dice(seed, 'control', n).sample(space.arbitrary), {});
  const plain = afforded(space, drawn, AFFORDED);
  const setting = planted ? { ...plain, objective: { ...plain.objective, epsilon: 1 } } : plain;
  const evaluate = evaluateHere({ conjecture: supported, engine: fastestEngine, seed, fixed: {} });
  const exam = examination(evaluate, `control ${n}`);
  const { verdict, reason } = await exam.decide(setting, 'confirm', { alpha: each / 2, replicaLimit: DECIDING });
  const row = { key: `setting ${n}`, kind: 'setting', verdict, words: space.words(setting), ...(reason && { reason }) };
  if (verdict !== 'refuted') return row;
  const end = await pursue(
    {
      conjecture: supported,
      space,
      fixed: {},
      references: {},
      version: 'control',
      exam,
      alpha: each,
      streams: { seed, phase: `control ${n}` },
      tell: () => {},
    },
    setting,
  );
  const sentence = end.kind === 'certified' ? end.counterexample.sentence : end.reason;
  const slow = end.kind === 'certified' && end.counterexample.persistence.kind === 'slow';
  return { ...row, verdict: slow ? 'slow' : end.kind, sentence };
}

async function campaign(n) {
  const report = await runCampaign({
    conjecture: nothing,
    space: spaceFor(nothing, {}),
    seed: 1000 * seed + n,
    alpha: ALPHA,
    fixed: {},
    references: {},
    version: 'control',
    corpus: [],
    islands: [0],
    proposers,
    evaluatorOf: () => evaluateHere({ conjecture: nothing, engine: fastestEngine, seed: 1000 * seed + n, fixed: {} }),
    budgetOf: () => ({ searches: (spent) => spent < steps, surveys: () => false }),
  });
  const verdict = report.found.length > 0 ? 'refuted' : 'survived';
  const { tried, steps: replicaSteps, found } = report;
  return { key: `campaign ${n}`, kind: 'campaign', verdict, tried, steps: replicaSteps, found: found.map((x) => x.sentence) };
}

for (const [kind, all, measure] of [
  ['setting', settings, surveyed],
  ['campaign', campaigns, campaign],
]) {
  for (let n = 0; n < all; n++) {
    if (!rows.has(`${kind} ${n}`)) add(await measure(n));
    if ((n + 1) % Math.max(1, Math.floor(all / 40)) === 0) tell(kind, n + 1, all, counted(kind));
  }
}

const bad = [...rows.values()].filter(({ verdict }) => ['certified', 'refuted'].includes(verdict));
const failed = (kind) => bad.filter((row) => row.kind === kind).length;
const bound = (kind, all) =>
  all === 0 ? '' : `, at most ${(100 * clopperPearson(failed(kind), all, 0.95)[1]).toPrecision(2)} %`;
console.log('| control | number | certified refutations |');
console.log('|---|---|---|');
console.log(`| settings where theory supports the claim | ${settings} | ${failed('setting')}${bound('setting', settings)} |`);
console.log(
  `| campaigns on a true null, α = ${ALPHA}, ${steps} steps | ${campaigns} | ${failed('campaign')}${bound('campaign', campaigns)} |`,
);
for (const row of bad) console.log(`  ${row.key}: ${row.sentence ?? row.found} (${row.words ?? ''})`);
process.exitCode = bad.length > 0 ? 1 : 0;
