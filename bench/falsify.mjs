/**
 * How many settings a campaign tries in a minute, and which share of its CPU time is spent in the engine: one island in one thread.
 *
 *     node bench/falsify.mjs [conjecture] [CPU seconds] [seed]
 */
import { fastestEngine } from '../dist/index.js';
// A campaign whose engine is timed: users run one by the command.
import { runCampaign } from '../dist/falsification/campaign.js';
import { conjectures } from '../dist/falsification/conjectures/index.js';
import { evaluateHere } from '../dist/falsification/evaluate.js';
import { proposers } from '../dist/falsification/proposers/index.js';
import { spaceFor } from '../dist/falsification/space-for.js';

const [named = 'equilibrium', seconds = '60', seed = '1'] = process.argv.slice(2);
const conjecture = conjectures.find(({ id }) => id === named);
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

let inEngine = 0;
/** Engines compute before they return, so that CPU time around a call is theirs. */
const timed = (compute) => {
  const before = cpu();
  try {
    return compute();
  } finally {
    inEngine += cpu() - before;
  }
};
const engine = {
  ...fastestEngine,
  run: (experiment) => timed(() => fastestEngine.run(experiment)),
  evaluator(objective, precision) {
    const evaluator = fastestEngine.evaluator(objective, precision);
    return (
      evaluator && {
        evaluate: (parameters, only) => timed(() => evaluator.evaluate(parameters, only)),
        ...(evaluator.predict && { predict: (parameters) => timed(() => evaluator.predict(parameters)) }),
      }
    );
  },
};

const begun = cpu();
const clock = performance.now();
const within = (share) => cpu() - begun < share * Number(seconds);
const report = await runCampaign({
  conjecture,
  space: spaceFor(conjecture, {}),
  seed: Number(seed),
  alpha: 1e-6,
  fixed: {},
  references: {},
  version: 'measured',
  corpus: [],
  islands: [0],
  proposers,
  evaluatorOf: () => evaluateHere({ conjecture, engine, seed: Number(seed), fixed: {} }),
  budgetOf: () => ({ searches: () => within(0.75), surveys: () => within(1) }),
});
const used = cpu() - begun;
const settings = report.tried + report.survey.settings + report.survey.impossible;
console.log(
  '| conjecture | seed | settings | settings a CPU minute | replica-steps a CPU second | CPU time in the engine | found |',
);
console.log('|---|---|---|---|---|---|---|');
console.log(
  `| ${conjecture.id} | ${seed} | ${settings} | ${((60 * settings) / used).toFixed(0)} | ${(report.steps / used / 1000).toFixed(0)} thousand | ${((100 * inEngine) / used).toFixed(0)} % | ${report.found.length} |`,
);
console.log(`\n${used.toFixed(0)} s CPU, ${((performance.now() - clock) / 1000).toFixed(0)} s on the clock`);
