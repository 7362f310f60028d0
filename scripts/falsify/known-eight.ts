import { fastestEngine } from '../../src/index.ts';
import { runCampaign } from '../../src/falsification/campaign.ts';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { essentialOf, type Counterexample } from '../../src/falsification/counterexample.ts';
import { evaluateHere } from '../../src/falsification/evaluate.ts';
import { Interrupted } from '../../src/falsification/interrupted.ts';
import type { IslandReport } from '../../src/falsification/island-report.ts';
import { proposers as every } from '../../src/falsification/proposers/index.ts';
import { spaceFor } from '../../src/falsification/space-for.ts';
import { stepCost } from '../../src/falsification/step-cost.ts';
import type { Evaluate, Task } from '../../src/falsification/task.ts';

const has = (found: Counterexample, path: string, value?: unknown): boolean =>
  essentialOf(found).some((each) => each.path === path && (value === undefined || each.value === value));

/** What is known to break the conjecture of equilibrium, each told by what is essential to it. */
export const known: Readonly<Record<string, (found: Counterexample) => boolean>> = {
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
const explains = ({ phase }: Task): boolean => /\/(without|alike|dose|at|later)\//.test(phase);

/** What a search has used, in three counts. */
export interface Used {
  /** Replica-steps. */
  readonly steps: number;
  /** Those of them that did not explain what had been found. */
  readonly searching: number;
  /** Those in replica-steps of the plain setting, which are what a budget is counted in: a step of noise costs a tenth of one on digits. */
  readonly price: number;
}

/** What it took to find one of the eight. */
interface Find extends Used {
  /** CPU time until then. */
  readonly seconds: number;
  /** Of the simplest that was found. */
  readonly ingredients: number;
}

/** What a campaign found of the eight, and what all of it took. */
export interface FoundKnown extends Used {
  readonly when: Readonly<Record<string, Find>>;
  /** Settings. */
  readonly tried: number;
  /** CPU time, in seconds. */
  readonly cpu: number;
  /** On the clock. */
  readonly seconds: number;
  readonly byProposer: IslandReport['byProposer'];
}

/**
 * A campaign of one island in one thread that ends when all eight are found.
 *
 * @param seed of the campaign
 * @param most replica-steps of the plain setting that it may use
 * @param named ids of proposers; left out: all
 * @param tell told of each counterexample when it is certified
 */
export async function findKnown(
  seed: number,
  most: number,
  named: readonly string[] | undefined,
  tell: (line: string) => void,
): Promise<FoundKnown> {
  const here = evaluateHere({ conjecture: equilibrium, engine: fastestEngine, seed, fixed: {} });
  const when: Record<string, Find> = {};
  let told = 0;
  let used: Used = { steps: 0, searching: 0, price: 0 };
  const explaining = { steps: 0, price: 0 };
  const cpu = (): number => process.cpuUsage().user / 1e6;
  const [begun, clock] = [cpu(), performance.now()];
  const evaluate: Evaluate = async (task) => {
    if (Object.keys(when).length === Object.keys(known).length) throw new Interrupted('all found');
    const finished = await here(task);
    if (explains(task)) {
      explaining.steps += finished.steps;
      explaining.price += finished.steps * stepCost(task.setting);
    }
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
    observe({ found, steps, cost }) {
      used = { steps, searching: steps - explaining.steps, price: cost - explaining.price };
      for (const each of found.slice(told)) {
        told += 1;
        const names = Object.keys(known).filter((name) => known[name](each));
        const ingredients = space.ingredients(each.setting).length;
        const seconds = cpu() - begun;
        tell(`${(steps / 1e6).toFixed(1)}M ${seconds.toFixed(0)} s ${each.slug} [${names}], ${ingredients} ingredients`);
        for (const name of names) {
          // The simplest that is found is the one that is told; the first is when.
          const before = when[name] ?? { ...used, seconds, ingredients };
          when[name] = { ...before, ingredients: Math.min(before.ingredients, ingredients) };
        }
      }
    },
  });
  const { tried, islands } = report;
  return {
    when,
    ...used,
    tried,
    cpu: cpu() - begun,
    seconds: (performance.now() - clock) / 1000,
    byProposer: islands[0].byProposer,
  };
}
