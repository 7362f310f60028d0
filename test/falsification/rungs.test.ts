import { expect, test } from 'vitest';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { examination } from '../../src/falsification/examination.ts';
import type { Proposal } from '../../src/falsification/proposal.ts';
import { Ladder, type Climb } from '../../src/falsification/rungs.ts';
import type { Setting } from '../../src/falsification/setting.ts';
import { withValue } from '../../src/falsification/space/field.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import type { Evaluate } from '../../src/falsification/task.ts';
import { synthetic } from './synthetic.ts';

const { plain } = spaceOf(equilibrium.fields);
const proposals = (count: number, rung: Proposal['rung'] = 0): Proposal[] =>
  Array.from({ length: count }, (_, i) => ({
    setting: withValue(plain, 'rate', (i + 1) / 1000),
    score: 0,
    reach: 0,
    cost: 0,
    proposer: 0,
    rung,
  }));

function climbing(evaluate: Evaluate, isAvoided: Climb['isAvoided'] = () => false): Climb & { readonly spent: number } {
  let spent = 0;
  const exam = examination(evaluate, 'test');
  return {
    lasting: true,
    exam,
    isAvoided,
    spend: (_, cost) => void (spent += cost),
    get spent() {
      return spent;
    },
  };
}

/** The rates of all that are suspects in so many generations, in which nothing new is drawn but at first. */
async function suspectsOf(drawn: readonly Proposal[], climb: Climb, generations: number): Promise<number[]> {
  const ladder = new Ladder();
  const rates: number[] = [];
  for (let generation = 0; generation < generations; generation++) {
    const { suspects } = await ladder.climb(generation === 0 ? drawn : [], climb);
    rates.push(...suspects.map(({ setting }) => setting.rate));
  }
  return rates.toSorted((a, b) => a - b);
}

test('what is good is not lost by being drawn with what is better', async () => {
  const effectOf = ({ rate }: Setting): number => 0.2 + rate;
  for (const rung of [0, 1] as const) {
    const all = proposals(20, rung);
    const found = await suspectsOf(all, climbing(synthetic(effectOf)), 10);
    expect(found).toEqual(all.map(({ setting }) => setting.rate));
  }
});

test('what is avoided by now does not wait any more', async () => {
  let known = false;
  const climb = climbing(
    synthetic(() => 0.4),
    () => known,
  );
  const ladder = new Ladder();
  expect((await ladder.climb(proposals(20), climb)).suspects).toHaveLength(3);
  known = true;
  const before = climb.spent;
  expect((await ladder.climb([], climb)).suspects).toEqual([]);
  expect(climb.spent).toBe(before);
});

test('what makes no difference goes no further, and costs about one look', async () => {
  const climb = climbing(synthetic(() => 0));
  expect(await suspectsOf(proposals(20), climb, 10)).toEqual([]);
  expect(climb.spent).toBeLessThan(2 * 20 * 2 * (2 * 260));
});

/** A world in which few replicas say nothing: their means are nought, with errors of many tolerances. */
const noisy: Evaluate = (task) => {
  const replicas = task.kind === 'screen' ? task.replicas : 64;
  const error = 3 / replicas;
  const effects = [{ metric: 'loss', mean: replicas < 8 ? 0 : 0.9, error, tolerance: 0.03 }];
  return Promise.resolve({ verdict: 'screened', effects, steps: 520 * replicas, replicas });
};

test('what is too noisy to tell on the second rung is looked at once more', async () => {
  expect(await suspectsOf(proposals(1, 1), climbing(noisy), 1)).toHaveLength(1);
});
