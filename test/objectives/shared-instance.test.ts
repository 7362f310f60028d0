import { expect, test, vi } from 'vitest';
import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { Replica } from '../../src/dynamics/replica.ts';
import { objective as parse } from '../../src/objectives/reference.ts';
import { sharedInstance } from '../../src/objectives/shared-instance.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const objective = parse('digits-mlp?widths=8,8&batch=8');

test('is made once for each precision', () => {
  const instantiate = vi.fn(objective.instantiate.bind(objective));
  const counted = { ...objective, instantiate };
  const made = (['float64', 'float32', 'float64'] as const).map((precision) => sharedInstance(counted, precision));
  expect(made[2]).toBe(made[0]);
  expect(made[1]).not.toBe(made[0]);
  expect(instantiate).toHaveBeenCalledTimes(2);
});

test('replicas that take turns with it go where each goes with memory of its own', () => {
  const options = [1, 2].map((seed) => ({ objective, optimizer: sgd, precision: 'float64', initScale: seed, seed }) as const);
  const [apart, together] = [undefined, sharedInstance(objective, 'float64')].map((instance) => {
    const replicas = options.map((each) => new Replica({ ...each, ...(instance && { instance }) }));
    for (let step = 0; step < 5; step++) for (const replica of replicas) replica.advance(0.1, 0.01);
    return replicas.map(({ run }: { run: OptimizerRun }) => run.parameters);
  });
  expect(together).toEqual(apart);
});
