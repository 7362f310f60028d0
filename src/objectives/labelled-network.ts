import type { FloatArray } from '../arithmetic/tensor.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { Sampling } from '../datasets/row-sampler.ts';
import type { NetworkDescription } from '../networks/describe-network.ts';
import type { NetworkGraph } from '../networks/graph.ts';

/** A network that classifies the samples of a data set, trained on mini-batches. */
export interface LabelledNetwork {
  /** The family, whose streams fixed arrays are drawn from. */
  readonly family: string;
  readonly graph: NetworkGraph;
  readonly dataset: Dataset;
  /** Training rows, the first ones. */
  readonly trainSize: number;
  /** Of the training rows, the share whose label is wrong. */
  readonly labelNoise: number;
  /** Rows of a mini-batch, at most `trainSize`. */
  readonly batch: number;
  readonly sampling: Sampling;
  /** What becomes of rows that do not fill the last batch of a pass. */
  readonly lastBatch: 'dropped' | 'smaller';
  /** Selects what is the same in all replicas: the values of fixed arrays, and wrong labels. */
  readonly fixedSeed: number;
}

/** A labelled network with what follows from its graph. */
export interface DescribedLabelledNetwork extends LabelledNetwork {
  readonly description: NetworkDescription;
  /** Values of the arrays that are not trained. */
  readonly constants: readonly FloatArray[];
}

/** Whether the gradient is a function of the parameters. */
export function isFullBatch({ batch, trainSize, sampling }: Pick<LabelledNetwork, 'batch' | 'trainSize' | 'sampling'>): boolean {
  return batch === trainSize && sampling !== 'replacement';
}
