import type { Precision } from '../arithmetic/tensor.ts';
import type { EnsembleRecord, Experiment, Window } from './experiment.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Arm } from './arm.ts';
import type { Reading } from './reading.ts';
import { runExperiment, type Runner } from './run-experiment.ts';

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

/** What all arms have in common; with a store, what is known is not run again. */
export interface Bench extends Runner {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly seed: number;
}

/**
 * Runs replicas: all arms see the same mini-batches and noise, replica by replica.
 *
 * @param phase names the streams: search, confirmation and certification never share one
 *
 * @example
 * ```ts
 * const bench = { engine: fastestEngine, objective: objective('isotropic-noise'), optimizer: sgd, seed: 1 };
 * const arm = { learningRate: 1, weightDecay: 0.01, initScale: 3, initialisation: 'start', windows: [{ from: 17, to: 32 }] };
 * const { readings } = await runArms(bench, 'pilot', [arm, { ...arm, learningRate: 2 }], [logWeightNorm], { first: 0, count: 4 });
 * expect(summarise(readings.map(([first]) => first.mean(logWeightNorm, 0))).count).toBe(4);
 * ```
 */
export async function runArms(
  bench: Bench,
  phase: string,
  arms: readonly Arm[],
  metrics: readonly Metric[],
  replicas: { readonly first: number; readonly count: number },
): Promise<ReplicaBatch> {
  const records: EnsembleRecord[] = [];
  const experiments = arms.map((arm) => experimentOf(bench, phase, arm, metrics, replicas));
  for (const [i, { start }] of arms.entries()) records.push(await runExperiment(bench, experiments[i], start));
  const before = arms.reduce((sum, { start }) => sum + (start?.kind === 'trained' ? start.steps * replicas.count : 0), 0);
  const evaluators = experiments.map(
    ({ objective, precision }) => bench.engine.evaluator?.(objective, precision) ?? objective.instantiate(precision),
  );
  const blockMeans = ({ name }: Metric, arm: number, replica: number, window: number): Float64Array => {
    const start = replica * experiments[arm].windows.length + window * blocks;
    return records[arm].windowMeans[name].subarray(start, start + blocks);
  };
  const reading = (arm: number, replica: number): Reading => {
    const { traceAt, objective } = experiments[arm];
    const { traces, snapshots } = records[arm];
    const evaluator = evaluators[arm];
    return {
      mean: (metric, window) => blockMeans(metric, arm, replica, window).reduce((sum, value) => sum + value, 0) / blocks,
      at: ({ name }, point) => traces[name][replica * traceAt.length + point],
      snapshots: snapshots?.[replica] ?? [],
      predictions: once(() => snapshots![replica].map((parameters) => evaluator.predict!(parameters))),
      evaluation: (name) => {
        const index = objective.metrics.indexOf(name);
        const taken = snapshots![replica];
        return taken.reduce((sum, parameters) => sum + evaluator.evaluate(parameters, name)[index], 0) / taken.length;
      },
    };
  };
  const indices = Array.from({ length: replicas.count }, (_, replica) => replica);
  return {
    readings: indices.map((replica) => arms.map((_, arm) => reading(arm, replica))),
    chains: (metric, arm) => indices.map((replica) => blockMeans(metric, arm, replica, arms[arm].equilibrium ?? 0)),
    replicaSteps: records.reduce((sum, { replicaSteps }) => sum + replicaSteps, before),
  };
}

/**
 * What an engine is asked for an arm, but for its start.
 *
 * @param bench what the arm does not say itself
 * @param phase names the streams
 */
export function experimentOf(
  bench: Omit<Bench, 'engine'>,
  phase: string,
  arm: Arm,
  metrics: readonly Metric[],
  replicas: Experiment['replicas'],
): Experiment & { readonly traceAt: readonly number[] } {
  const { learningRate, weightDecay, initScale, hyperparameters, traceAt = [], snapshots = 0 } = arm;
  const { objective = bench.objective, optimizer = bench.optimizer } = arm;
  const windows = arm.windows.flatMap(cut);
  return {
    objective,
    optimizer,
    ...(hyperparameters === undefined ? {} : { hyperparameters }),
    learningRate,
    weightDecay,
    initScale,
    precision: arm.precision ?? precisionOf({ objective, optimizer }),
    seed: `${bench.seed}/${phase}`,
    streams: { initialisation: `initialisation/${arm.initialisation}`, data: 'data' },
    replicas,
    steps: Math.max(...windows.map(({ to }) => to), ...traceAt),
    metrics,
    windows,
    traceAt,
    ...(snapshots > 0 && { snapshotAt: snapshotSteps(arm, snapshots) }),
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
