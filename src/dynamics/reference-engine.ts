import { copy, type Tensor } from '../arithmetic/tensor.ts';
import type { EnsembleRecord, Engine } from '../experiments/experiment.ts';
import { Replica } from './replica.ts';
import { valueAt } from '../experiments/schedule.ts';

/**
 * The engine that defines what the others must compute: one replica after the other, on typed arrays, by the optimizer's own
 * `update` and the objective's own `gradient`.
 *
 * @example
 * ```ts
 * const record = await referenceEngine.run({
 *   objective: objective('quadratic-ratio'), optimizer: sgd, learningRate: 0.1, weightDecay: 0.5, initScale: 2, precision: 'float64',
 *   seed: 1, streams: { initialisation: 'initialisation', data: 'data' }, replicas: { first: 0, count: 2 }, steps: 10,
 *   metrics: [loss], windows: [{ from: 6, to: 10 }],
 * });
 *
 * expect(record.replicaSteps).toBe(20);
 * expect(record.windowMeans.loss).toHaveLength(2); // two replicas, one window
 * ```
 */
export const referenceEngine: Engine = {
  name: 'reference',
  arithmetic: () => 'reference',
  supports: () => true,
  run: (experiment) => {
    const { metrics, windows, replicas, traceAt = [], snapshotAt, every = 1, steps } = experiment;
    const windowMeans = Object.fromEntries(metrics.map(({ name }) => [name, new Float64Array(replicas.count * windows.length)]));
    const traces = Object.fromEntries(metrics.map(({ name }) => [name, new Float64Array(replicas.count * traceAt.length)]));
    const snapshots = Array.from({ length: replicas.count }, () => (snapshotAt ?? []).map((): readonly Tensor[] => []));
    const instance = experiment.objective.instantiate(experiment.precision);

    for (let row = 0; row < replicas.count; row++) {
      const replica = new Replica({ ...experiment, start: experiment.starts?.[row], replica: replicas.first + row, instance });
      const readings = new Float64Array(windows.length);
      let before: readonly Tensor[] = replica.parameters.map(copy);
      for (let step = 1; step <= steps; step++) {
        const learningRate = valueAt(experiment.learningRate, step);
        const weightDecay = valueAt(experiment.weightDecay, step);
        const inWindow = windows.map(({ from, to }) => step >= from && step <= to && (step - from) % every === 0);
        const points = traceAt.flatMap((at, point) => (at === step ? [point] : []));
        const recorded = points.length > 0 || inWindow.includes(true);
        if (recorded) before.forEach(({ data }, i) => data.set(replica.parameters[i].data));
        replica.advance(learningRate, weightDecay);
        snapshotAt?.forEach((at, point) => {
          if (at === step) snapshots[row][point] = replica.parameters.map(copy);
        });
        if (!recorded) continue;
        const view = {
          objective: experiment.objective,
          instance,
          before,
          after: replica.parameters,
          gradients: replica.gradients,
          loss: replica.loss,
          learningRate,
          weightDecay,
        };
        inWindow.forEach((inside, window) => (readings[window] += inside ? 1 : 0));
        for (const { name, measure } of metrics) {
          const value = measure(view);
          for (const point of points) traces[name][row * traceAt.length + point] = value;
          inWindow.forEach((inside, window) => {
            if (inside) windowMeans[name][row * windows.length + window] += value;
          });
        }
      }
      for (const { name } of metrics)
        for (let window = 0; window < windows.length; window++)
          windowMeans[name][row * windows.length + window] /= readings[window];
    }
    const kept = snapshotAt === undefined ? {} : { snapshots };
    return { windowMeans, traces, ...kept, replicaSteps: replicas.count * steps } satisfies EnsembleRecord;
  },
};
