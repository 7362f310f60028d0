import { size, zeros, type FloatArray, type Precision, type Tensor } from '../arithmetic/tensor.ts';
import { examples, type Examples } from '../datasets/examples.ts';
import { noisyLabels } from '../datasets/noisy-labels.ts';
import { rowSampler, type RowSampler } from '../datasets/row-sampler.ts';
import { Network } from '../networks/network.ts';
import { softmaxCrossEntropy } from '../networks/softmax-cross-entropy.ts';
import type { Stream } from '../random/stream.ts';

import { readLogits } from './classification-metrics.ts';
import type { NetworkComputation } from './computation.ts';
import { fillInitial, stored } from './initial-values.ts';
import { isFullBatch, type DescribedLabelledNetwork, type LabelledNetwork } from './labelled-network.ts';
import type { ObjectiveInstance } from './objective.ts';

/** A network and a data set in one precision, with the memory for one replica. */
export class ClassificationInstance implements ObjectiveInstance {
  private readonly of: DescribedLabelledNetwork;
  private readonly precision: Precision;
  private readonly constants: readonly FloatArray[];
  private readonly examples: Examples;
  /** Undefined where all rows are taken in order. */
  private readonly sampler: RowSampler | undefined;
  private readonly batchInputs: FloatArray;
  private readonly batchLabels: Uint8Array;
  /** For each number of rows that a batch has had, the network with its memory. */
  private readonly networks = new Map<number, Network>();
  /** Holds all rows at once; made when first needed. */
  private evaluator: Network | undefined;
  readonly computation?: NetworkComputation;

  constructor(of: DescribedLabelledNetwork, precision: Precision) {
    const { graph, dataset, trainSize: population, batch, sampling, lastBatch } = of;
    this.of = of;
    this.precision = precision;
    this.constants = of.constants.map((values) => stored(values, precision));
    this.examples = examplesOf(of, precision);
    const full = isFullBatch(of);
    const smallerLast = lastBatch === 'smaller';
    this.sampler = full ? undefined : rowSampler({ population, batch, sampling, smallerLast });
    this.batchInputs = zeros([batch, ...dataset.shape], precision).data;
    this.batchLabels = new Uint8Array(batch);
    const { constants, examples: { inputs, labels } } = this; // prettier-ignore
    // Batches of two sizes are not compiled.
    if (sampling !== 'epochs' || !smallerLast || population % batch === 0)
      this.computation = {
        kind: 'network',
        graph,
        constants,
        inputs,
        labels,
        rows: population,
        batch,
        sampling: full ? 'all' : sampling,
      };
  }

  initialise(parameters: readonly Tensor[], randomness: Stream): void {
    this.of.description.parameters.forEach((array, i) => fillInitial(array, parameters[i].data, randomness));
  }

  gradient(parameters: readonly Tensor[], gradients: readonly Tensor[], randomness: Stream): number {
    const { sampler, of, examples } = this;
    const rows = sampler === undefined ? of.trainSize : this.gather(sampler.sample(randomness));
    const [inputs, labels] = sampler === undefined ? [examples.inputs, examples.labels] : [this.batchInputs, this.batchLabels];
    const network = this.networkOf(rows);
    const logits = network.forward(inputs, parameters);
    const loss = softmaxCrossEntropy(logits, labels, of.dataset.classes, 0, rows, network.outputGradient);
    network.backward(gradients);
    return loss;
  }

  private networkOf(rows: number): Network {
    const { constants, precision } = this;
    const network = this.networks.get(rows) ?? new Network(this.of.description, { constants, rows, precision });
    this.networks.set(rows, network);
    return network;
  }

  evaluate(parameters: readonly Tensor[], only?: string): number[] {
    return this.fromLogits(this.logits(parameters)).evaluate(only);
  }

  predict(parameters: readonly Tensor[]): Uint8Array {
    return this.fromLogits(this.logits(parameters)).predict();
  }

  fromLogits(logits: FloatArray): ReturnType<typeof readLogits> {
    return readLogits(logits, this.examples, this.of.dataset.classes);
  }

  /** Logits of all training and test rows, normalised by the statistics of the training rows. */
  private logits(parameters: readonly Tensor[]): FloatArray {
    const { constants, precision, examples } = this;
    const { trainingRows, testRows, inputs } = examples;
    const rows = { rows: trainingRows + testRows, estimationRows: trainingRows };
    this.evaluator ??= new Network(this.of.description, { constants, precision, ...rows, differentiable: false });
    return this.evaluator.forward(inputs, parameters);
  }

  /** Copies the rows of a mini-batch together, and returns how many there are. */
  private gather(sample: Int32Array): number {
    const { batchInputs, batchLabels, examples } = this;
    const { inputs, labels } = examples;
    const length = size(this.of.dataset.shape);
    for (let row = 0; row < sample.length; row++) {
      const from = sample[row] * length;
      const to = row * length;
      for (let i = 0; i < length; i++) batchInputs[to + i] = inputs[from + i];
      batchLabels[row] = labels[sample[row]];
    }
    return sample.length;
  }
}

/** The data set as it is trained on. */
function examplesOf(
  { dataset, trainSize: rows, labelNoise: share, fixedSeed: seed }: LabelledNetwork,
  precision: Precision,
): Examples {
  const clean = examples(dataset, rows, precision);
  if (share === 0) return clean;
  return { ...clean, labels: noisyLabels(clean.labels, { rows, classes: dataset.classes, share, seed }) };
}
