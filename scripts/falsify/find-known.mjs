/**
 * How long a campaign takes to find what is known to break the conjecture of equilibrium, with no hint: for each seed a campaign of one
 * island in one thread, and for each of the eight the replica-steps and the CPU seconds after which it was certified and explained.
 *
 *     node scripts/falsify/find-known.mjs [seeds] [replica-steps] [proposers]
 */
import { fastestEngine } from '../../dist/dynamics/fastest-engine.js';
import { runCampaign } from '../../dist/falsification/campaign.js';
import { equilibrium } from '../../dist/falsification/conjectures/equilibrium.js';
import { essentialOf } from '../../dist/falsification/counterexample.js';
import { evaluateHere } from '../../dist/falsification/evaluate.js';
import { Interrupted } from '../../dist/falsification/interrupted.js';
import { proposers as every } from '../../dist/falsification/proposers/index.js';
import { spaceFor } from '../../dist/falsification/space-for.js';

const [seeds = '1,2,3,4,5,6,7,8,9,10', most = '40000000', named] = process.argv.slice(2);
const has = (found, path, value) =>
  essentialOf(found).some((each) => each.path === path && (value === undefined || each.value === value));
const known = {
  barrier: (found) => has(found, 'objective.family', 'two-basins'),
  'no noise': (found) => has(found, 'objective.batch', 0) || has(found, 'objective.noise', 0),
  'top layer': (found) => has(found, 'objective.topLayer', 'trained'),
  'normaliser ε': (found) => has(found, 'objective.epsilon'),
  'Adam ε': (found) => has(found, 'optimizer.epsilon'),
  clipping: (found) => has(found, 'optimizer.clip'),
  horizon: (found) => has(found, 'horizon'),
  'Adam with L2': (found) => has(found, 'optimizer.rule', 'adam'),
};

const space = spaceFor(equilibrium, {});
const proposers = every.filter(({ id }) => named === undefined || named.split(',').includes(id));
for (const seed of seeds.split(',').map(Number)) {
  const here = evaluateHere({ conjecture: equilibrium, engine: fastestEngine, seed, fixed: {} });
  const when = {};
  const slugs = new Map();
  const cpu = () => process.cpuUsage().user / 1e6;
  const [begun, clock] = [cpu(), performance.now()];
  let engine = 0;
  const evaluate = async (task) => {
    if (Object.keys(when).length === Object.keys(known).length) throw new Interrupted('all found');
    const before = performance.now();
    const result = await here(task);
    engine += performance.now() - before;
    return result;
  };
  const report = await runCampaign({
    conjecture: equilibrium,
    space,
    seed,
    alpha: 1e-6,
    fixed: {},
    references: {},
    version: 'measured',
    corpus: [],
    islands: [0],
    proposers,
    evaluatorOf: () => evaluate,
    budgetOf: () => ({ searches: (steps) => steps < Number(most), surveys: () => false }),
    observe({ found, steps }) {
      for (const each of found.slice(slugs.size)) {
        slugs.set(each.slug, steps);
        const names = Object.keys(known).filter((name) => known[name](each));
        const extra = space.ingredients(each.setting).length;
        console.log(`  ${seed}: ${(steps / 1e6).toFixed(1)}M ${(cpu() - begun).toFixed(0)}s ${each.slug} [${names}] ${extra}`);
        for (const name of names) when[name] ??= { steps, seconds: cpu() - begun };
      }
    },
  });
  const cells = Object.keys(known).map((name) =>
    when[name] === undefined ? '–' : `${(when[name].steps / 1e6).toFixed(1)}M / ${when[name].seconds.toFixed(0)} s`,
  );
  console.log(`| ${seed} | ${cells.join(' | ')} |`);
  const seconds = (performance.now() - clock) / 1000;
  console.log(
    `  ${seed}: ${report.tried} tried, ${(report.steps / 1e6).toFixed(1)}M replica-steps, ${(cpu() - begun).toFixed(0)} s CPU, ${seconds.toFixed(0)} s; tasks ${(engine / 10 / seconds).toFixed(0)} %`,
    JSON.stringify(report.islands[0].byProposer),
    report.islands[0].unexplained.map(({ kind }) => kind).join(' '),
  );
}
console.log(`| seed | ${Object.keys(known).join(' | ')} |`);
