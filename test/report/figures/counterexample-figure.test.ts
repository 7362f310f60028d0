import { expect, test } from 'vitest';
import { equilibrium } from '../../../src/falsification/conjectures/equilibrium.ts';
import { rotation } from '../../../src/falsification/conjectures/rotation.ts';
import { rateDrop } from '../../../src/falsification/conjectures/rate-drop.ts';
import type { Conjecture } from '../../../src/falsification/conjectures/conjecture.ts';
import type { Counterexample } from '../../../src/falsification/counterexample.ts';
import { spaceOf } from '../../../src/falsification/space/space.ts';
import { conditionOf } from '../../../src/falsification/sentence.ts';
import { traceHistories } from '../../../src/falsification/trace-histories.ts';
import { referenceEngine } from '../../../src/dynamics/reference-engine.ts';
import { counterexampleFigure } from '../../../src/report/figures/counterexample-figure.ts';
import type { Figure, FigureSeries } from '../../../src/records/figure.ts';

const effect = { metric: 'log-effective-rate', mean: 0.25, error: 0.01, tolerance: 0.015 };
const found = {
  sentence: 'A sentence.',
  breaches: ['ε is a scale of its own'],
  effect: { ...effect, interval: [0.2, 0.3], replicas: 24 },
  ablation: [{ ingredient: { path: 'objective.epsilon', value: 1 }, effect: null, essential: true }],
  doses: [
    {
      path: 'objective.epsilon',
      points: [
        { value: 0.25, effect: { ...effect, mean: 0.01 }, refuted: false },
        { value: 1, effect, refuted: true },
      ],
      threshold: [0.25, 1],
    },
  ],
} as unknown as Counterexample;

/** What is drawn of a conjecture on pure noise. */
async function drawn(conjecture: Conjecture): Promise<Figure> {
  const space = spaceOf(conjecture.fields);
  const plain = space.settled({ ...space.plain, objective: { ...space.plain.objective, family: 'isotropic-noise' }, horizon: 5 });
  const laboratory = { conjecture, engine: referenceEngine, seed: 1, fixed: {} };
  const traces = await traceHistories(laboratory, plain);
  return counterexampleFigure({ counterexample: found, condition: conditionOf(space, found), traces, space });
}

const claimed = ({ panels }: Figure, panel: number): FigureSeries =>
  panels[panel].series.find(({ name }) => name === 'what is claimed')!;

test('it is two panels wide, and its titles are sentences without names of fields', async () => {
  const { title, columns, panels } = await drawn(equilibrium);
  expect(title).toBe('With ε = 1 in the normaliser, log-effective-rate is off by 0.25');
  expect(columns).toBe(2);
  expect(panels.map((panel) => panel.title)).toEqual([
    'Refuted from 1 on, and not at 0.25',
    'The log effective rate over time',
    'The squared angular update over time',
  ]);
  expect(claimed({ panels } as unknown as Figure, 0).points.map(({ y }) => y)).toEqual([0, 0]);
});

test('what is claimed of the second run is where the first one ends', async () => {
  const figure = await drawn(equilibrium);
  const [{ y }] = claimed(figure, 1).points;
  const ends = figure.panels[1].series.filter(({ kind }) => kind === 'measured').map(({ points }) => points.at(-1)!.y);
  for (const end of ends) expect(Math.abs(end - y)).toBeLessThan(0.4);
});

test('and where theory has a level of its own, that one', async () => {
  expect(claimed(await drawn(rotation), 1).points.map(({ y }) => y)).toEqual([0.05, 0.05]);
});

test('a single run is claimed to end elsewhere than it was', async () => {
  const { panels } = await drawn(rateDrop);
  const [run] = panels[1].series;
  const [{ x, y }] = claimed({ panels } as unknown as Figure, 1).points;
  const before = run.points.filter((point) => point.x > 4 && point.x < 11);
  const after = run.points.filter((point) => point.x > x);
  const mean = (points: typeof before): number => points.reduce((sum, each) => sum + each.y, 0) / points.length;
  expect(mean(before) - y).toBeCloseTo(Math.log(2), 0);
  expect(Math.abs(mean(after) - y)).toBeLessThan(0.2);
});
