import type { Precision } from '../arithmetic/tensor.ts';
import type { Window } from './experiment.ts';
import type { Schedule } from './schedule.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Start } from './start.ts';

/**
 * One condition of an experiment: hyperparameters and their history, a start, and the windows and steps at which it is read.
 *
 * What is left out is that of the bench, so that arms may differ in anything: in their optimizer, in the options of their objective
 * (batch and order of sampling among them), in precision, in where they come from.
 */
export interface Arm {
  /** A schedule is a history: η of earlier phases, and the present one. */
  readonly learningRate: Schedule;
  readonly weightDecay: Schedule;
  /** Multiplies the start; below 0 it mirrors it. */
  readonly initScale: number;
  /** Values that replace the optimizer's defaults. */
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly optimizer?: Optimizer;
  /** Arms are read replica by replica on metrics of the same names. */
  readonly objective?: Objective;
  readonly precision?: Precision;
  /** Arms with different names start from different directions. */
  readonly initialisation: string;
  /** Default: the standard initialisation of the objective. */
  readonly start?: Start;
  readonly windows: readonly Window[];
  /** Steps at which momentary values are kept as well. */
  readonly traceAt?: readonly number[];
  /** Index of the window that is taken for equilibrium, if one is. */
  readonly equilibrium?: number;
  /** How many snapshots of the parameters are kept, evenly over the equilibrium window and at its end. */
  readonly snapshots?: number;
}
