import type { Window } from '../dynamics/experiment.ts';
import type { Schedule } from '../dynamics/schedule.ts';

/** One condition of an experiment: hyperparameters, a start, and the windows and steps at which it is read. */
export interface Arm {
  readonly learningRate: Schedule;
  readonly weightDecay: Schedule;
  readonly initScale: number;
  readonly hyperparameters?: Readonly<Record<string, number>>;
  /** Arms with different names start from different directions. */
  readonly initialisation: string;
  readonly windows: readonly Window[];
  /** Steps at which momentary values are kept as well. */
  readonly traceAt?: readonly number[];
  /** Index of the window that is taken for equilibrium, if one is. */
  readonly equilibrium?: number;
  /** How many snapshots of the parameters are kept, evenly over the equilibrium window and at its end. */
  readonly snapshots?: number;
}
