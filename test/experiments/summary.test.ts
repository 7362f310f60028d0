import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import type { Experiment } from '../../src/experiments/experiment.ts';
import { summarise, summariseRecord, summariseUnits } from '../../src/experiments/summary.ts';
import { logWeightNorm } from '../../src/metrics/log-weight-norm.ts';
import { loss } from '../../src/metrics/loss.ts';
import { objective } from '../../src/objectives/reference.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

test('mean, standard error and quantiles of known numbers', () => {
  const values = Array.from({ length: 21 }, (_, i) => i);
  expect(summarise(values)).toEqual({
    count: 21,
    diverged: 0,
    mean: 10,
    standardError: expect.closeTo(Math.sqrt(22 / 12), 12) as number,
    quantiles: [1, 5, 10, 15, 19],
  });
  expect(summarise([])).toEqual({ count: 0, diverged: 0, mean: NaN, standardError: NaN, quantiles: [NaN, NaN, NaN, NaN, NaN] });
});

test('replicas that diverged are counted and left out, wherever they stand', () => {
  const finite = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(finite, fc.constantFrom(NaN, Infinity, -Infinity), fc.nat(), (values, lost, position) => {
      const at = position % (values.length + 1);
      const summary = summarise([...values.slice(0, at), lost, ...values.slice(at)]);
      expect(summary).toEqual({ ...summarise(values), diverged: 1 });
      for (let i = 1; i < 5; i++) expect(summary.quantiles[i]).toBeGreaterThanOrEqual(summary.quantiles[i - 1]);
    }),
    { seed: 1 },
  );
});

const experiment: Experiment = {
  objective: objective('isotropic-noise?dimension=4&scales=1,100'),
  optimizer: sgd,
  learningRate: 0.5,
  weightDecay: 0.01,
  initScale: 3,
  precision: 'float64',
  seed: 1,
  streams: { initialisation: 'initialisation', data: 'data' },
  replicas: { first: 0, count: 3 },
  steps: 8,
  metrics: [loss, logWeightNorm],
  windows: [{ from: 1, to: 4 }, { from: 5, to: 8 }], // prettier-ignore
  traceAt: [8],
  snapshotAt: [7],
};

test('of a record: window by window, point by point, and unit by unit', async () => {
  const record = await fastestEngine.run(experiment);
  const summary = summariseRecord(record, experiment);
  const means = record.windowMeans['log-weight-norm'];
  expect(summary.windows['log-weight-norm'][1]).toEqual(summarise([means[1], means[3], means[5]]));
  expect(summary.windows['log-weight-norm']).toHaveLength(2);
  expect(summary.points['log-weight-norm'][0]).toEqual(summarise(record.traces['log-weight-norm']));
  const units = summariseUnits(record, experiment.objective);
  expect(units.map(({ unit }) => unit)).toEqual(experiment.objective.groups.map(({ name }) => name));
  // The metric is read before a step: what it reads at step 8 is what is kept after step 7.
  const logs = record.snapshots!.map(([last]) => last.reduce((sum, { data }) => sum + Math.log(Math.hypot(...data)), 0) / 2);
  expect(summary.points['log-weight-norm'][0].mean).toBeCloseTo(summarise(logs).mean, 12);
  expect(units[1].weightNorm.mean).toBeGreaterThan(units[0].weightNorm.mean);
  expect(summariseUnits({ ...record, snapshots: undefined }, experiment.objective)).toEqual([]);
});
