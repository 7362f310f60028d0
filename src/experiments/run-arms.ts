import type { Precision } from '../arithmetic/tensor.ts';
import type { Engine, EnsembleRecord, Window } from '../dynamics/experiment.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Arm } from './arm.ts';
import type { Reading } from './reading.ts';

/** Blocks that a window is cut into to see whether it is stationary. */
const blocks = 16;

/** What a batch of replicas gave. */
export interface ReplicaBatch {
  /** For each replica, its readings arm by arm. */
  readonly readings: readonly (readonly Reading[])[];
  /** Block means of the equilibrium window of an arm, replica by replica, in the order of time. */
  chains(metric: Metric, arm: number): readonly Float64Array[];
  readonly replicaSteps: number;
}

/** What all arms have in common. */
export interface Bench {
  readonly engine: Engine;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly seed: number;
}

/**
 * Runs replicas: all arms see the same mini-batches and noise, replica by replica.
 *
 * @param phase names the streams: search, confirmation and certification never share one
 */
export async function runArms(
  bench: Bench,
  phase: string,
  arms: readonly Arm[],
  metrics: readonly Metric[],
  replicas: { readonly first: number; readonly count: number },
): Promise<ReplicaBatch> {
  const { objective, optimizer, engine, seed } = bench;
  const records: EnsembleRecord[] = [];
  const precision = precisionOf(bench);
  const evaluator = engine.evaluator?.(objective, precision) ?? objective.instantiate(precision);
  const windows = arms.map((arm) => arm.windows.flatMap(cut));
  for (const [i, arm] of arms.entries()) {
    const { learningRate, weightDecay, initScale, hyperparameters, traceAt = [], snapshots = 0 } = arm;
    const experiment = {
      objective,
      optimizer,
      ...(hyperparameters === undefined ? {} : { hyperparameters }),
      learningRate,
      weightDecay,
      initScale,
      precision,
      seed: `${seed}/${phase}`,
      streams: { initialisation: `initialisation/${arm.initialisation}`, data: 'data' },
      replicas,
      steps: Math.max(...windows[i].map(({ to }) => to), ...traceAt),
      metrics,
      windows: windows[i],
      traceAt,
      ...(snapshots > 0 && { snapshotAt: snapshotSteps(arm, snapshots) }),
    };
    records.push(await engine.run(experiment));
  }
  const blockMeans = ({ name }: Metric, arm: number, replica: number, window: number): Float64Array => {
    const start = replica * windows[arm].length + window * blocks;
    return records[arm].windowMeans[name].subarray(start, start + blocks);
  };
  const indices = Array.from({ length: replicas.count }, (_, replica) => replica);
  return {
    readings: indices.map((replica) =>
      arms.map(({ traceAt = [] }, arm) => ({
        mean: (metric, window) => blockMeans(metric, arm, replica, window).reduce((sum, value) => sum + value, 0) / blocks,
        at: ({ name }, point) => records[arm].traces[name][replica * traceAt.length + point],
        snapshots: records[arm].snapshots?.[replica] ?? [],
        predictions: once(() => records[arm].snapshots![replica].map((parameters) => evaluator.predict!(parameters))),
        evaluation: (name) => {
          const index = objective.metrics.indexOf(name);
          const taken = records[arm].snapshots![replica];
          return taken.reduce((sum, parameters) => sum + evaluator.evaluate(parameters)[index], 0) / taken.length;
        },
      })),
    ),
    chains: (metric, arm) => indices.map((replica) => blockMeans(metric, arm, replica, arms[arm].equilibrium ?? 0)),
    replicaSteps: records.reduce((sum, { replicaSteps }) => sum + replicaSteps, 0),
  };
}

/** Networks run at the speed of float32; norms under injected noise are compared with closed forms. */
export function precisionOf({ objective: { noise }, optimizer }: Pick<Bench, 'objective' | 'optimizer'>): Precision {
  return optimizer.precision ?? (noise === 'minibatch' ? 'float32' : 'float64');
}

function once<Value>(compute: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= compute());
}

function snapshotSteps({ windows, equilibrium = 0 }: Arm, count: number): number[] {
  const blockSteps = cut(windows[equilibrium]);
  const [from, to] = [blockSteps[0].from, blockSteps[blocks - 1].to];
  return Array.from({ length: count }, (_, i) => from - 1 + Math.floor(((to - from + 1) * (i + 1)) / count));
}

/** Sixteen blocks of equal length, the window rounded up to them. */
function cut({ from, to }: Window): Window[] {
  const length = Math.ceil((to - from + 1) / blocks);
  return Array.from({ length: blocks }, (_, block) => ({ from: from + block * length, to: from + (block + 1) * length - 1 }));
}
