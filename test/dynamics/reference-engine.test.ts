import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EnsembleRecord, Experiment } from '../../src/experiments/experiment.ts';
import { referenceEngine } from '../../src/dynamics/reference-engine.ts';
import { Replica } from '../../src/dynamics/replica.ts';
import { logWeightNorm } from '../../src/metrics/log-weight-norm.ts';
import { loss } from '../../src/metrics/loss.ts';
import type { Metric } from '../../src/metrics/metric.ts';
import { squaredAngularUpdate } from '../../src/metrics/squared-angular-update.ts';
import { objective } from '../../src/objectives/reference.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const rate: Metric = { name: 'rate', description: 'η of the step', measure: ({ learningRate }) => learningRate };
const decay: Metric = { name: 'decay', description: 'λ of the step', measure: ({ weightDecay }) => weightDecay };

const experiment: Experiment = {
  objective: objective('noisy-rayleigh-quotient'),
  optimizer: heavyBall,
  learningRate: 0.05,
  weightDecay: 0.1,
  initScale: 1,
  precision: 'float64',
  seed: 3,
  streams: { initialisation: 'initialisation', data: 'data' },
  replicas: { first: 0, count: 3 },
  steps: 12,
  metrics: [loss, logWeightNorm, squaredAngularUpdate],
  windows: [{ from: 1, to: 12 }],
};

const run = (changed: Partial<Experiment> = {}): EnsembleRecord =>
  referenceEngine.run({ ...experiment, ...changed }) as EnsembleRecord;

/** Metric values of one replica at steps 1, 2, …, by a loop that knows nothing of windows. */
function values(metric: Metric, replica: number, changed: Partial<Experiment> = {}): number[] {
  const { steps, learningRate, weightDecay, ...shared } = { ...experiment, ...changed };
  const training = new Replica({ ...shared, replica });
  return Array.from({ length: steps }, () => {
    const before = training.parameters.map(({ data, shape }) => ({ data: data.slice(), shape }));
    const [η, λ] = [learningRate as number, weightDecay as number];
    training.advance(η, λ);
    const { gradients, instance, loss: momentary, parameters: after } = training;
    return metric.measure({
      objective: experiment.objective,
      instance,
      before,
      after,
      gradients,
      loss: momentary,
      learningRate: η,
      weightDecay: λ,
    });
  });
}

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

describe('windows', () => {
  test('a window mean is the mean over its steps, both ends included, of each replica by itself', () => {
    const windows = [
      { from: 1, to: 1 },
      { from: 3, to: 7 },
      { from: 5, to: 12 },
    ];
    const { windowMeans } = run({ windows });
    for (const metric of experiment.metrics) {
      const expected = [0, 1, 2].flatMap((replica) => {
        const series = values(metric, replica);
        return windows.map(({ from, to }) => mean(series.slice(from - 1, to)));
      });
      expect([...windowMeans[metric.name]]).toEqual(expected);
    }
  });

  test('`every` reads each k-th step of a window, from its first one on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 10 }), (every, from) => {
        const { windowMeans } = run({ every, windows: [{ from, to: 12 }], replicas: { first: 0, count: 1 } });
        const read = values(loss, 0)
          .slice(from - 1)
          .filter((_, i) => i % every === 0);
        expect(windowMeans.loss[0]).toBe(mean(read));
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test('`traceAt` keeps momentary values, at steps inside and outside of windows, in its own order', () => {
    const traceAt = [12, 1, 4];
    const { traces, windowMeans } = run({ traceAt, windows: [{ from: 5, to: 6 }] });
    for (const metric of experiment.metrics) {
      const expected = [0, 1, 2].flatMap((replica) => traceAt.map((step) => values(metric, replica)[step - 1]));
      expect([...traces[metric.name]]).toEqual(expected);
    }
    expect(windowMeans.loss[1]).toBe(mean(values(loss, 1).slice(4, 6)));
  });
});

describe('replicas', () => {
  test('a replica has the same numbers whichever others run', () => {
    const all = run({ replicas: { first: 0, count: 5 } }).windowMeans;
    const some = run({ replicas: { first: 2, count: 2 } }).windowMeans;
    for (const { name } of experiment.metrics) expect([...some[name]]).toEqual([...all[name].subarray(2, 4)]);
    expect(new Set(all.loss).size).toBe(5);
  });

  test('two experiments share data where they share its name, and nothing else', () => {
    // Common random numbers: the noise of a small step is the same, so the losses of the two arms nearly cancel.
    const still = { learningRate: 1e-9, weightDecay: 0, optimizer: sgd, objective: objective('digits-mlp?widths=4&batch=4') };
    const arm = (initialisation: string, data: string): Float64Array =>
      run({ ...still, streams: { initialisation, data } }).windowMeans.loss;
    expect([...arm('a', 'data')]).toEqual([...arm('a', 'data')]);
    expect([...arm('a', 'data')]).not.toEqual([...arm('a', 'other')]);
    expect([...arm('a', 'data')]).not.toEqual([...arm('b', 'data')]);
  });
});

describe('schedules', () => {
  test('rate and decay of a step are those of their schedules', () => {
    const record = run({
      metrics: [rate, decay],
      learningRate: [0.4, 0.2],
      weightDecay: {
        pieces: [
          { from: 1, value: 0.1 },
          { from: 3, value: 0.01 },
        ],
      },
      traceAt: [1, 2, 3, 4],
      replicas: { first: 0, count: 1 },
    });
    expect([...record.traces.rate]).toEqual([0.4, 0.2, 0.2, 0.2]);
    expect([...record.traces.decay]).toEqual([0.1, 0.1, 0.01, 0.01]);
  });

  test('the optimizer gets them too', () => {
    const plain = { optimizer: sgd, metrics: [logWeightNorm], traceAt: [5], replicas: { first: 0, count: 1 } };
    const [frozen, moving] = [0, 0.1].map((last) => run({ ...plain, learningRate: [0.1, 0.1, last] }));
    const early = run({ ...plain, learningRate: 0.1, traceAt: [3] });
    // With a rate of 0 from step 3 on, the weights before step 5 are those before step 3.
    expect(frozen.traces['log-weight-norm'][0]).toBe(early.traces['log-weight-norm'][0]);
    expect(moving.traces['log-weight-norm'][0]).not.toBe(early.traces['log-weight-norm'][0]);
  });
});

test('hyperparameters replace the defaults of the optimizer', () => {
  const [without, plain] = [run({ hyperparameters: { momentum: 0 } }), run({ optimizer: sgd })];
  expect([...without.windowMeans.loss]).toEqual([...plain.windowMeans.loss]);
  expect([...run().windowMeans.loss]).not.toEqual([...plain.windowMeans.loss]);
});

test('work is counted in replica-steps, and every experiment is supported', () => {
  expect(run().replicaSteps).toBe(36);
  expect(referenceEngine.supports(experiment)).toBe(true);
});
