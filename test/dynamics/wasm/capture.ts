import { copy, type Tensor } from '../../../src/arithmetic/tensor.ts';
import type { Engine, Experiment } from '../../../src/experiments/experiment.ts';
import type { Metric } from '../../../src/metrics/metric.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';

/** An experiment of a few steps, to be changed where a test needs it. */
export function experiment(
  changes: Partial<Omit<Experiment, 'objective'>> & { objective?: string | Experiment['objective'] },
): Experiment {
  const { objective: which = 'digits-mlp', ...rest } = changes;
  return {
    objective: typeof which === 'string' ? objective(which) : which,
    optimizer: sgd,
    learningRate: 0.1,
    weightDecay: 0.01,
    initScale: 1,
    precision: 'float32',
    seed: 'wasm',
    streams: { initialisation: 'initialisation', data: 'data' },
    replicas: { first: 0, count: 2 },
    steps: 3,
    metrics: [],
    windows: [],
    ...rest,
  };
}

/** What one step of one replica looked like. */
export interface Captured {
  readonly before: readonly Tensor[];
  readonly after: readonly Tensor[];
  readonly gradients: readonly Tensor[];
  readonly loss: number;
}

/** Runs an experiment, recording nothing but the tensors of some steps, and returns them: `[replica][step]`. */
export function capture(engine: Engine, run: Experiment, steps: readonly number[]): Captured[][] {
  const seen: Captured[] = [];
  const camera: Metric = {
    name: 'camera',
    description: 'keeps what it sees',
    measure: ({ before, after, gradients, loss }) => {
      seen.push({ before: before.map(copy), after: after.map(copy), gradients: gradients.map(copy), loss });
      return 0;
    },
  };
  const { count } = run.replicas;
  void engine.run({ ...run, metrics: [camera], windows: [], traceAt: steps });
  // The reference engine goes replica by replica, this one step by step.
  const byReplica = engine.name === 'reference';
  return Array.from({ length: count }, (_, row) =>
    steps.map((_, i) => seen[byReplica ? row * steps.length + i : i * count + row]),
  );
}
