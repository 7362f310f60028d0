import { expect, test } from 'vitest';
import type { Arm } from '../../src/experiments/arm.ts';
import { runArms, type Bench } from '../../src/experiments/run-arms.ts';
import { objective } from '../../src/objectives/reference.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { height, syntheticEngine } from '../laws/statistical/synthetic.ts';

const bench = (engine: Bench['engine'], seed = 1): Bench => ({
  engine,
  objective: objective('isotropic-noise'),
  optimizer: sgd,
  seed,
});

const arm = (changed: Partial<Arm>): Arm => ({
  learningRate: 1,
  weightDecay: 0.1,
  initScale: 1,
  initialisation: 'first',
  windows: [{ from: 11, to: 42 }],
  ...changed,
});

test('readings are window means and traces, arm by arm and replica by replica', async () => {
  const { engine, experiments } = syntheticEngine(0, 1);
  const arms = [
    arm({
      windows: [
        { from: 11, to: 42 },
        { from: 101, to: 116 },
      ],
      traceAt: [7, 3],
    }),
    arm({ learningRate: 5 }),
  ];
  const { readings, replicaSteps } = await runArms(bench(engine), 'phase', arms, [height], { first: 2, count: 3 });
  expect(readings).toHaveLength(3);
  for (const [first, second] of readings) {
    // Height is η plus the step, so a window mean is η plus its middle.
    expect(first.mean(height, 0)).toBeCloseTo(1 + 26.5, 12);
    expect(first.mean(height, 1)).toBeCloseTo(1 + 108.5, 12);
    expect([first.at(height, 0), first.at(height, 1)]).toEqual([8, 4]);
    expect(second.mean(height, 0)).toBeCloseTo(5 + 26.5, 12);
  }
  expect(experiments.map(({ steps }) => steps)).toEqual([116, 42]);
  expect(replicaSteps).toBe(3 * (116 + 42));
});

test('a window is cut into sixteen blocks, rounded up to them, which are the chains of the equilibrium window', async () => {
  const { engine, experiments } = syntheticEngine(0, 1);
  const arms = [
    arm({
      windows: [
        { from: 1, to: 16 },
        { from: 101, to: 130 },
      ],
      equilibrium: 1,
    }),
  ];
  const batch = await runArms(bench(engine), 'phase', arms, [height], { first: 0, count: 2 });
  const chains = batch.chains(height, 0);
  expect(chains.map(({ length }) => length)).toEqual([16, 16]);
  expect([...chains[1]]).toEqual(Array.from({ length: 16 }, (_, block) => 1 + 101.5 + 2 * block));
  expect(experiments[0].windows).toHaveLength(32);
  expect(experiments[0].windows.at(-1)).toEqual({ from: 131, to: 132 });
});

test('all arms see the same data, and start from directions of their own', async () => {
  const { engine, experiments } = syntheticEngine(0);
  await runArms(
    bench(engine, 7),
    'search',
    [arm({}), arm({ initialisation: 'second', hyperparameters: { momentum: 0.5 } })],
    [height],
    { first: 0, count: 1 },
  );
  expect(experiments.map(({ seed, streams, hyperparameters }) => ({ seed, streams, hyperparameters }))).toEqual([
    { seed: '7/search', streams: { initialisation: 'initialisation/first', data: 'data' }, hyperparameters: undefined },
    { seed: '7/search', streams: { initialisation: 'initialisation/second', data: 'data' }, hyperparameters: { momentum: 0.5 } },
  ]);
});
