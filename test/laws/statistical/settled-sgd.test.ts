import { expect, test } from 'vitest';
import { fastestEngine } from '../../../src/dynamics/fastest-engine.ts';
import type { Engine } from '../../../src/experiments/experiment.ts';
import { readSettled } from '../../../src/laws/statistical/settled-sgd.ts';
import { objective } from '../../../src/objectives/reference.ts';

const count = (points: readonly unknown[]): number => points.length;

test('a failure is not remembered, and what was read is', async () => {
  const sphere = objective('isotropic-noise?dimension=4');
  let runs = 0;
  const failsOnce: Engine = {
    ...fastestEngine,
    run: (experiment) => {
      runs += 1;
      if (runs === 1) throw new Error('out of memory');
      return fastestEngine.run(experiment);
    },
  };
  const read = (): Promise<number> => readSettled({ objective: sphere, engine: failsOnce, rate: 0.2, seed: 'a' }, count);
  await expect(read()).rejects.toThrow('out of memory');
  expect([await read(), await read(), runs]).toEqual([16, 16, 2]);
});

test('engines are told apart by their arithmetic, or are engines of their own', async () => {
  const sphere = objective('isotropic-noise?dimension=4');
  let runs = 0;
  const run: Engine['run'] = (experiment) => ((runs += 1), fastestEngine.run(experiment));
  const { arithmetic: _, ...nameless } = fastestEngine;
  const [one, other]: Engine[] = [0, 1].map(() => ({ ...nameless, run }));
  const read = (engine: Engine): Promise<number> => readSettled({ objective: sphere, engine, rate: 0.2, seed: 'a' }, count);
  await Promise.all([one, other, one].map(read));
  expect(runs).toBe(2);
  await Promise.all([0, 1].map(() => read({ ...fastestEngine, run })));
  expect(runs).toBe(3);
});
