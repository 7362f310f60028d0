import { describe, expect, test } from 'vitest';
import { zeros } from '../../../src/arithmetic/tensor.ts';
import type { EnsembleRecord } from '../../../src/experiments/experiment.ts';
import { referenceEngine } from '../../../src/dynamics/reference-engine.ts';
import { wasmEngine } from '../../../src/dynamics/wasm/wasm-engine.ts';
import { evaluation } from '../../../src/metrics/evaluation.ts';
import { gradientMoment } from '../../../src/metrics/gradient-moment.ts';
import { logEffectiveRate } from '../../../src/metrics/log-effective-rate.ts';
import { logWeightNorm } from '../../../src/metrics/log-weight-norm.ts';
import { loss } from '../../../src/metrics/loss.ts';
import { squaredAngularUpdate } from '../../../src/metrics/squared-angular-update.ts';
import { defineObjective } from '../../../src/objectives/define-objective.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { heavyBall } from '../../../src/optimizers/heavy-ball.ts';
import { lars } from '../../../src/optimizers/lars.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { experiment } from './capture.ts';

describe('what is recorded', () => {
  const digits = objective('digits-mlp?widths=6&bias=trained&batch=16');
  const metrics = [loss, logWeightNorm, logEffectiveRate(2), squaredAngularUpdate, evaluation(digits, 'testLoss')];
  const windows = [
    { from: 1, to: 7 },
    { from: 4, to: 4 },
    { from: 255, to: 300 },
  ];
  const plans = [
    { name: 'windows that overlap and end with the run', windows, traceAt: [] },
    { name: 'every third step of them', windows, traceAt: [], every: 3 },
    { name: 'a trace', windows: [], traceAt: [1, 5, 256, 257, 300, 5] },
  ];
  const cases = plans.flatMap((plan) => [sgd, lars].map((optimizer) => ({ ...plan, optimizer, optimizerName: optimizer.name })));
  test.each(cases)('$name, under $optimizerName', ({ optimizer, windows: at, traceAt, every }) => {
    const run = experiment({
      objective: digits,
      optimizer,
      precision: 'float64',
      metrics,
      windows: at,
      traceAt,
      every,
      learningRate: {
        pieces: [
          { from: 1, value: 0.1 },
          { from: 200, value: 0.01 },
        ],
      },
      steps: 300,
    });
    const received = wasmEngine.run(run) as EnsembleRecord;
    const expected = referenceEngine.run(run) as EnsembleRecord;
    expect(received.replicaSteps).toBe(expected.replicaSteps);
    for (const kind of ['windowMeans', 'traces'] as const)
      for (const { name } of metrics) {
        expect(received[kind][name].length).toBe(expected[kind][name].length);
        received[kind][name].forEach((value, i) => expect(value).toBeCloseTo(expected[kind][name][i], 6));
      }
  });

  test.each([sgd, lars])('snapshots hold the parameters after their step ($name)', (optimizer) => {
    const run = experiment({ objective: digits, optimizer, precision: 'float64', snapshotAt: [0, 3, 300, 256, 3], steps: 300 });
    const [received, expected] = [wasmEngine, referenceEngine].map((engine) => (engine.run(run) as EnsembleRecord).snapshots!);
    expect(received.length).toBe(run.replicas.count);
    received.forEach((points, replica) => {
      expect(points.map((tensors) => tensors.length)).toEqual([0, 2, 2, 2, 2]);
      points.forEach((tensors, point) =>
        tensors.forEach(({ data, shape }, i) => {
          expect(shape).toEqual(expected[replica][point][i].shape);
          data.forEach((value, j) => expect(value).toBeCloseTo(expected[replica][point][i].data[j], 6));
        }),
      );
    });
    const short = wasmEngine.run({ ...run, steps: 3, snapshotAt: [3] }) as EnsembleRecord;
    expect(short.snapshots!.map(([tensors]) => tensors)).toEqual(received.map((points) => points[1]));
    expect((wasmEngine.run({ ...run, snapshotAt: undefined }) as EnsembleRecord).snapshots).toBeUndefined();
  });

  test('a metric gives the same number with and without its summary', () => {
    const summaries = [loss, logWeightNorm, logEffectiveRate(1), squaredAngularUpdate, gradientMoment];
    const run = experiment({ windows: [{ from: 1, to: 5 }], steps: 5, metrics: summaries });
    const measured = wasmEngine.run({
      ...run,
      metrics: summaries.map((metric) => ({ ...metric, summary: undefined })),
    }) as EnsembleRecord;
    const summarised = wasmEngine.run(run) as EnsembleRecord;
    for (const { name } of summaries)
      summarised.windowMeans[name].forEach((value, i) => expect(value).toBeCloseTo(measured.windowMeans[name][i], 12));
  });
});

test('an equilibrium has the mean loss and norms of the reference engine', () => {
  const metrics = [loss, logEffectiveRate(2)];
  const windows = [{ from: 101, to: 200 }];
  const run = experiment({
    objective: 'digits-mlp?widths=16',
    replicas: { first: 0, count: 16 },
    learningRate: 0.4,
    weightDecay: 0.1,
    steps: 200,
    metrics,
    windows,
  });
  const received = wasmEngine.run(run) as EnsembleRecord;
  const expected = referenceEngine.run(run) as EnsembleRecord;
  for (const { name } of metrics) {
    const differences = received.windowMeans[name].map((value, i) => value - expected.windowMeans[name][i]);
    const mean = differences.reduce((a, b) => a + b) / differences.length;
    const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (differences.length - 1);
    // Trajectories part by rounding and so sample the same equilibrium: their difference is noise of mean 0.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / differences.length) + 1e-6);
  }
});

describe('supports', () => {
  test('says which objectives it cannot compile', () => {
    expect(wasmEngine.supports(experiment({}))).toBe(true);
    expect(wasmEngine.supports(experiment({ objective: 'quadratic-bowl' }))).toContain('quadratic-bowl');
    const mine = defineObjective({
      name: 'digits-mlp',
      parameters: [{ name: 'w', shape: [1] }],
      instantiate: () => ({ initialise: ([{ data }]) => void data.fill(1), gradient: () => 0 }),
    });
    expect(wasmEngine.supports(experiment({ objective: mine }))).toContain('nothing to compile');
  });

  test('a run of what is not supported ends with the same reason', () => {
    expect(() => wasmEngine.run(experiment({ objective: 'quadratic-bowl' }))).toThrow('nothing to compile');
  });
});

test.each(['float64', 'float32'] as const)(
  'replicas start at given tensors, whichever run together, in %s',
  async (precision) => {
    const trained = objective('digits-mlp?widths=8&batch=8');
    const given = Array.from({ length: 5 }, (_, replica) =>
      trained.parameters.map(({ shape }, i) => {
        const tensor = zeros(shape, precision);
        tensor.data.forEach((_, j) => (tensor.data[j] = 1 + ((j * (replica + 2) + i) % 7)));
        return tensor;
      }),
    );
    const still = {
      objective: trained,
      optimizer: heavyBall,
      learningRate: 0,
      weightDecay: 0.5,
      initScale: -0.25,
      starts: given,
      precision,
      seed: 1,
      streams: { initialisation: 'initialisation', data: 'data' },
      replicas: { first: 3, count: 5 },
      steps: 3,
      metrics: [logWeightNorm],
      windows: [{ from: 1, to: 3 }],
      snapshotAt: [3],
    };
    const whole = await wasmEngine.run(still);
    whole.snapshots!.forEach(([last], replica) =>
      last.forEach(({ data }, i) => expect(data).toEqual(given[replica][i].data.map((w) => -0.25 * w))),
    );
    const moving = { ...still, learningRate: 0.1, steps: 40, windows: [{ from: 1, to: 40 }], snapshotAt: [40] };
    const [all, last, reference] = [
      await wasmEngine.run(moving),
      await wasmEngine.run({ ...moving, replicas: { first: 7, count: 1 }, starts: given.slice(4) }),
      await referenceEngine.run(moving),
    ];
    expect(last.snapshots![0]).toEqual(all.snapshots![4]);
    all.windowMeans['log-weight-norm'].forEach((mean, i) =>
      expect(mean).toBeCloseTo(reference.windowMeans['log-weight-norm'][i], precision === 'float64' ? 9 : 3),
    );
  },
);
