import type { EnsembleRecord } from '../../dynamics/experiment.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { LawContext } from '../law.ts';

/** One side of a comparison: a triple, and the stream that its initial weights come from. */
export interface Arm {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly initScale: number;
  readonly hyperparameters?: Readonly<Record<string, number>>;
  /** Two arms with different names start from different directions. */
  readonly initialisation: string;
  /** Steps before the window; may differ between arms, the windows are compared as they are. */
  readonly burnIn: number;
  readonly window: number;
}

/** A metric, and how two window means of it are compared. */
export interface ComparedMetric {
  readonly metric: Metric;
  /** The number that is tested, from the means of the two arms: a log ratio, or a difference of logarithms. */
  compare(a: number, b: number): number;
  readonly tolerance: number;
  /** Default: three tolerances. */
  readonly detectable?: number;
}

/** Blocks that a window is cut into to see whether it is stationary. */
const blocks = 16;

/** What a batch of replica pairs gave. */
export interface PairBatch {
  /** metric → one number a pair. */
  readonly differences: Readonly<Record<string, readonly number[]>>;
  /** metric → for each arm and replica, the block means of its window in the order of time. */
  readonly chains: Readonly<Record<string, readonly (readonly Float64Array[])[]>>;
  readonly replicaSteps: number;
}

/**
 * Runs replica pairs: both arms see the same mini-batches and noise, pair by pair, and start from different directions.
 *
 * @param phase names the streams: search, confirmation and certification never share one
 */
export async function runPairs(
  context: LawContext,
  phase: string,
  arms: readonly [Arm, Arm],
  metrics: readonly ComparedMetric[],
  replicas: { readonly first: number; readonly count: number },
): Promise<PairBatch> {
  const { objective, subject, engine, seed } = context;
  const records: EnsembleRecord[] = [];
  for (const arm of arms) {
    const { learningRate, weightDecay, initScale, hyperparameters, burnIn, window } = arm;
    const length = Math.ceil(window / blocks);
    records.push(
      await engine.run({
        objective,
        optimizer: subject.optimizer,
        ...(hyperparameters === undefined ? {} : { hyperparameters }),
        learningRate,
        weightDecay,
        initScale,
        precision: 'float64',
        seed: `${seed}/${phase}`,
        streams: { initialisation: `initialisation/${arm.initialisation}`, data: 'data' },
        replicas,
        steps: burnIn + blocks * length,
        metrics: metrics.map(({ metric }) => metric),
        windows: Array.from({ length: blocks }, (_, block) => ({
          from: burnIn + block * length + 1,
          to: burnIn + (block + 1) * length,
        })),
      }),
    );
  }
  const blockMeans = (name: string, arm: number, replica: number): Float64Array =>
    records[arm].windowMeans[name].subarray(replica * blocks, (replica + 1) * blocks);
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const perReplica = <Value>(from: (replica: number) => Value): Value[] =>
    Array.from({ length: replicas.count }, (_, replica) => from(replica));
  return {
    differences: Object.fromEntries(
      metrics.map(({ metric: { name }, compare }) => [
        name,
        perReplica((replica) => compare(mean(blockMeans(name, 0, replica)), mean(blockMeans(name, 1, replica)))),
      ]),
    ),
    chains: Object.fromEntries(
      metrics.map(({ metric: { name } }) => [name, [0, 1].map((arm) => perReplica((replica) => blockMeans(name, arm, replica)))]),
    ),
    replicaSteps: records.reduce((sum, { replicaSteps }) => sum + replicaSteps, 0),
  };
}
