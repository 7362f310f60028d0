import type { Precision, Tensor } from '../arithmetic/tensor.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Objective, ObjectiveInstance } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Schedule } from './schedule.ts';

/** Steps `from` ≤ t ≤ `to`, counting from 1, over which a metric is averaged. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Names of the streams that an experiment draws from. Two experiments with the same `data` name see the same mini-batches and
 * noise, replica by replica (common random numbers); initialisation and data never share a stream.
 */
export interface StreamNames {
  readonly initialisation: string;
  readonly data: string;
}

/**
 * What an engine is asked to run: an ensemble of replicas of one (objective, optimizer, η, λ, init scale), and what to record.
 * Every recorded number is a function of this record alone.
 */
export interface Experiment {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** Values that replace the optimizer's defaults. */
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly learningRate: Schedule;
  readonly weightDecay: Schedule;
  /** Multiplies the objective's standard initialisation, or `starts`; below 0 it mirrors them. */
  readonly initScale: number;
  /** Where the replicas start instead, before `initScale`: [replica, counting from `replicas.first`][tensor]. */
  readonly starts?: readonly (readonly Tensor[])[];
  readonly precision: Precision;
  readonly seed: number | string;
  readonly streams: StreamNames;
  /** Replicas `first` … `first + count − 1`; a replica's numbers do not depend on which others run. */
  readonly replicas: { readonly first: number; readonly count: number };
  readonly steps: number;
  readonly metrics: readonly Metric[];
  /** Each metric is averaged over each of these windows. */
  readonly windows: readonly Window[];
  /** Metrics are read at every `every`-th step of a window (default 1). */
  readonly every?: number;
  /** Steps at which each metric's momentary value is kept as well. */
  readonly traceAt?: readonly number[];
  /** Steps after which the parameters are kept. */
  readonly snapshotAt?: readonly number[];
}

/** What an engine returns: plain numbers, replica by replica. */
export interface EnsembleRecord {
  /** metric name → window means, row-major [replica, window]. */
  readonly windowMeans: Readonly<Record<string, Float64Array>>;
  /** metric name → momentary values, row-major [replica, point of `traceAt`]. */
  readonly traces: Readonly<Record<string, Float64Array>>;
  /** With `snapshotAt`: copies of the parameters, [replica][point][tensor]. */
  readonly snapshots?: readonly (readonly (readonly Tensor[])[])[];
  /** Replica-steps computed. */
  readonly replicaSteps: number;
}

/** Reads parameters on the full data of an objective. */
export type Evaluator = Pick<ObjectiveInstance, 'evaluate' | 'predict'>;

/** Runs ensembles. Engines differ in speed and arithmetic; laws see only this interface. */
export interface Engine {
  readonly name: string;
  /** `true`, or the reason why this engine cannot run the experiment. */
  supports(experiment: Experiment): true | string;
  run(experiment: Experiment): EnsembleRecord | Promise<EnsembleRecord>;
  /**
   * Names the arithmetic in which it runs an experiment: where two engines say the same they give the same bits. Left out: its records
   * are not kept.
   */
  arithmetic?(experiment: Experiment): string;
  /** What evaluates parameters on the full data in the arithmetic of this engine; left out: the objective does. */
  evaluator?(objective: Objective, precision: Precision): Evaluator;
}
