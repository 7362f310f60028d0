import type { Tensor } from '../arithmetic/tensor.ts';
import type { Objective, ObjectiveInstance } from '../objectives/objective.ts';
import type { SummaryMetric } from './step-summary.ts';

/** One step of one replica, as a metric sees it. */
export interface StepView {
  readonly objective: Objective;
  readonly instance: ObjectiveInstance;
  /** Parameters before the step. */
  readonly before: readonly Tensor[];
  /** Parameters after it. */
  readonly after: readonly Tensor[];
  /** Stochastic gradient at `before`. */
  readonly gradients: readonly Tensor[];
  /** Loss of the mini-batch at `before`. */
  readonly loss: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** A number read from a step of a trajectory. */
export interface Metric {
  readonly name: string;
  /** What it is, with its formula. */
  readonly description: string;
  measure(view: StepView): number;
  /** The same number from a summary of the step, which engines have at less cost. */
  readonly summary?: SummaryMetric;
}
