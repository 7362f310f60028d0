import { expect, test } from 'vitest';
import { askLaw } from '../../../scripts/survey/ask-law.ts';
import { drawObjective } from '../../../scripts/survey/draw-objective.ts';
import { fastestEngine } from '../../../src/dynamics/fastest-engine.ts';
import { keepRecords } from '../../../src/experiments/keep-records.ts';
import { recordStore } from '../../../src/experiments/record-store.ts';
import type { Engine } from '../../../src/experiments/experiment.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { productsOf } from '../../../src/objectives/products-of.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { builtinOptimizer } from '../../../src/optimizers/reference.ts';
import { lawOf, subjectOf } from '../../laws/asking.ts';
import { nightly, runs, timeout } from '../../size.ts';

const law = lawOf('fast-equilibrium');
const SEED = 7;
const optimizers = [
  'sgd',
  'heavy-ball',
  'nesterov',
  'adamw',
  'adamw-independent',
  'lion',
  'muon',
  'signsgd',
  'sgdw-independent',
  'adam',
].map((name) => subjectOf(builtinOptimizer(name)));

test('what is thrown is told apart from what is no claim', async () => {
  const stage = objective('isotropic-noise?dimension=8');
  const failing: Engine = { ...fastestEngine, run: () => Promise.reject(new Error('the engine broke')) };
  const place = { seed: 1, objective: stage, engine: failing, replicas: 8 };
  expect(await askLaw(law, optimizers[0], place)).toEqual({ found: 'crashed', sentence: 'the engine broke' });
  expect((await askLaw(law, optimizers[0], { ...place, engine: fastestEngine })).found).toBe('undecided');
  expect((await askLaw(law, optimizers.at(-1)!, place)).found).toBe('skipped');
});

/** Products of a step up to which it is cheap: a large image takes minutes for a pilot. */
const CHEAP = 2 ** 20;
const drawn: Objective[] = [];
for (let index = 0; drawn.length < runs(10, 200); index++) {
  const stage = drawObjective(SEED, index);
  if (productsOf(stage).products <= CHEAP) drawn.push(stage);
}

// Of every objective one optimizer at each commit, in turn; all of them in the night.
test.each(drawn.map((stage, index) => [index, stage] as const))(
  'fast-equilibrium answers on objective %i of those drawn at random, and blames no optimizer',
  async (index, stage) => {
    const engine = keepRecords(fastestEngine, recordStore());
    for (const subject of nightly ? optimizers : [optimizers[index % optimizers.length]]) {
      const { found, sentence } = await askLaw(law, subject, { seed: SEED + index, objective: stage, engine, replicas: 8 });
      const where = `${subject.optimizer.name} on ${stage.reference}: ${sentence}`;
      expect(['crashed', 'optimizer'], where).not.toContain(found);
    }
  },
  timeout,
);
