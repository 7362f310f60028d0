import { fastestEngine } from '../../dist/dynamics/fastest-engine.js';
import { runCampaign } from '../../dist/falsification/campaign.js';
import { equilibrium } from '../../dist/falsification/conjectures/equilibrium.js';
import { essentialOf } from '../../dist/falsification/counterexample.js';
import { evaluateHere } from '../../dist/falsification/evaluate.js';
import { Interrupted } from '../../dist/falsification/interrupted.js';
import { proposers as every } from '../../dist/falsification/proposers/index.js';
import { spaceFor } from '../../dist/falsification/space-for.js';

const has = (found, path, value) =>
  essentialOf(found).some((each) => each.path === path && (value === undefined || each.value === value));

/** What is known to break the conjecture of equilibrium, each told by what is essential to it. */
export const known = {
  barrier: (found) => has(found, 'objective.family', 'two-basins') && has(found, 'objective.barrier'),
  'no noise': (found) => has(found, 'objective.batch', 0) || has(found, 'objective.noise', 0),
  'top layer': (found) => has(found, 'objective.topLayer', 'trained'),
  'normaliser ε': (found) => has(found, 'objective.epsilon'),
  'Adam ε': (found) => has(found, 'optimizer.epsilon'),
  clipping: (found) => has(found, 'optimizer.clip'),
  horizon: (found) => has(found, 'horizon'),
  'Adam with L2': (found) => has(found, 'optimizer.rule', 'adam'),
};

const space = spaceFor(equilibrium, {});

/** What is asked of a counterexample that is certified already: ablation, contrasts, doses, other dependences, later horizons. */
const explains = ({ phase }) => /\/(without|alike|dose|at|later)\//.test(phase);

/**
 * A campaign of one island in one thread that ends when all eight are found.
 *
 * @param seed of the campaign
 * @param most replica-steps of the plain setting that it may use
 * @param named ids of proposers; left out: all
 * @param tell told of each counterexample when it is certified
 * @returns for each of the eight the replica-steps and CPU seconds after which it was certified, those of them that did not explain
 *   what had been found, and its number of ingredients
 */
export async function findKnown(seed, most, named, tell = () => {}) {
  const here = evaluateHere({ conjecture: equilibrium, engine: fastestEngine, seed, fixed: {} });
  const when = {};
  let told = 0;
  let explaining = 0;
  const cpu = () => process.cpuUsage().user / 1e6;
  const [begun, clock] = [cpu(), performance.now()];
  const evaluate = async (task) => {
    if (Object.keys(when).length === Object.keys(known).length) throw new Interrupted('all found');
    const finished = await here(task);
    if (explains(task)) explaining += finished.steps;
    return finished;
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
    proposers: every.filter(({ id }) => named === undefined || named.includes(id)),
    evaluatorOf: () => evaluate,
    budgetOf: () => ({ searches: (steps) => steps < most, surveys: () => false }),
    observe({ found, steps }) {
      for (const each of found.slice(told)) {
        told += 1;
        const names = Object.keys(known).filter((name) => known[name](each));
        const ingredients = space.ingredients(each.setting).length;
        const seconds = cpu() - begun;
        tell(`${(steps / 1e6).toFixed(1)}M ${seconds.toFixed(0)} s ${each.slug} [${names}], ${ingredients} ingredients`);
        for (const name of names) {
          // The simplest that is found is the one that is told; the first is when.
          when[name] ??= { steps, searching: steps - explaining, seconds, ingredients };
          when[name].ingredients = Math.min(when[name].ingredients, ingredients);
        }
      }
    },
  });
  const { tried, steps, islands } = report;
  return {
    when,
    tried,
    steps,
    searching: steps - explaining,
    cpu: cpu() - begun,
    seconds: (performance.now() - clock) / 1000,
    byProposer: islands[0].byProposer,
  };
}
