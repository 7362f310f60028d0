import type { Tensor } from '../arithmetic/tensor.ts';
import type { Metric } from '../metrics/metric.ts';

/** What one replica showed in one arm. */
export interface Reading {
  /** Mean of a metric over a window. */
  mean(metric: Metric, window: number): number;
  /** Momentary value of a metric at the n-th of the traced steps. */
  at(metric: Metric, point: number): number;
  /** Parameters at the snapshots, in the order of time. */
  readonly snapshots: readonly (readonly Tensor[])[];
  /** Predicted labels of the test inputs at the snapshots. */
  predictions(): readonly Uint8Array[];
  /** Mean over the snapshots of what the objective evaluates under this name on its full data. */
  evaluation(name: string): number;
}
