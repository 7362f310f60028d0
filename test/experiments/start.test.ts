import { expect, test } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import type { Arm } from '../../src/experiments/arm.ts';
import { runArms, type Bench } from '../../src/experiments/run-arms.ts';
import { startTensors, type Start } from '../../src/experiments/start.ts';
import { innerProducts } from '../../src/metrics/groups.ts';
import { logWeightNorm } from '../../src/metrics/log-weight-norm.ts';
import { objective } from '../../src/objectives/reference.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const names = { seed: 4, initialisation: 'initialisation/first' };

test('exact starts have norm 1 in every scale-invariant unit', () => {
  const digits = objective('digits-mlp?widths=5,3&batch=8');
  for (const tensors of startTensors(digits, { kind: 'exact' }, names, { first: 2, count: 3 }))
    for (const square of innerProducts(digits.groups, tensors, tensors)) expect(square).toBeCloseTo(1, 14);
});

test('extreme starts lie at either end of a metric, and do not depend on which others start', () => {
  const basins = objective('two-basins');
  const value = (side: 'least' | 'most', replicas: { first: number; count: number }): number[] =>
    startTensors(basins, { kind: 'extreme', metric: 'alignment', side, among: 16 }, names, replicas).map(
      (tensors) => basins.instantiate('float64').evaluate(tensors)[1],
    );
  const [least, most] = [value('least', { first: 0, count: 8 }), value('most', { first: 0, count: 8 })];
  expect(Math.max(...least)).toBeLessThan(-0.3);
  expect(Math.min(...most)).toBeGreaterThan(0.3);
  expect(value('least', { first: 5, count: 2 })).toEqual(least.slice(5, 7));
});

test('arms may differ in anything: optimizer, objective, precision, start, history', async () => {
  const bench: Bench = { engine: fastestEngine, objective: objective('isotropic-noise?dimension=8'), optimizer: sgd, seed: 1 };
  const arm = (changed: Partial<Arm>): Arm => ({
    learningRate: 1,
    weightDecay: 0.05,
    initScale: 2,
    initialisation: 'same',
    windows: [{ from: 1, to: 16 }],
    snapshots: 1,
    ...changed,
  });
  const arms = [
    arm({}),
    arm({ optimizer: heavyBall, hyperparameters: { momentum: 0 } }),
    arm({ optimizer: heavyBall }),
    arm({ precision: 'float32' }),
    arm({ objective: objective('isotropic-noise?dimension=4') }),
    arm({
      learningRate: {
        pieces: [
          { from: 1, value: 1 },
          { from: 9, value: 2 },
        ],
      },
    }),
    arm({ initScale: -2 }),
  ];
  const { readings } = await runArms(bench, 'phase', arms, [logWeightNorm], { first: 0, count: 2 });
  const [plain, still, heavy, single, smaller, scheduled, mirrored] = readings[1].map(({ snapshots }) => snapshots[0][0].data);
  expect(still).toEqual(plain);
  expect(heavy).not.toEqual(plain);
  expect(single).toBeInstanceOf(Float32Array);
  expect(Math.abs(single[0] - plain[0])).toBeLessThan(1e-3);
  expect(smaller).toHaveLength(4);
  expect(scheduled).not.toEqual(plain);
  expect(mirrored).not.toEqual(plain);
});

test('a trained start is where the other run ends, moved along the orbit bit for bit', async () => {
  const bench: Bench = { engine: fastestEngine, objective: objective('von-mises-fisher'), optimizer: sgd, seed: 1 };
  const trained: Start = { kind: 'trained', learningRate: 1, weightDecay: 0.05, initScale: 2, steps: 30 };
  const windows = [{ from: 1, to: 16 }];
  const arm = (changed: Partial<Arm>): Arm => ({
    learningRate: 1,
    weightDecay: 0.05,
    initScale: 1,
    initialisation: 'i',
    windows,
    snapshots: 1,
    ...changed,
  });
  const arms = [
    arm({ start: trained }),
    arm({ start: trained, learningRate: 2 ** -20, weightDecay: 0.05 * 2 ** 20, initScale: 2 ** -10 }),
  ];
  const batch = { first: 0, count: 3 };
  const { readings, replicaSteps } = await runArms(bench, 'phase', arms, [logWeightNorm], batch);
  for (const [here, there] of readings)
    expect(there.snapshots[0][0].data).toEqual(here.snapshots[0][0].data.map((w) => w * 2 ** -10));
  expect(replicaSteps).toBe(2 * 3 * (30 + 16));
  const fresh = await runArms(bench, 'phase', [arm({ initScale: 2 })], [logWeightNorm], batch);
  expect(fresh.readings[0][0].snapshots).not.toEqual(readings[0][0].snapshots);
});
