import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { size, zeros, type FloatArray, type Precision, type Tensor } from '../arithmetic/tensor.ts';
import { digits } from '../datasets/digits.ts';
import { examples } from '../datasets/examples.ts';
import { rowSampler, samplings, type RowSampler, type RowSamplerOptions, type Sampling } from '../datasets/row-sampler.ts';
import { fillNormal } from '../random/normal.ts';
import { stream, type Stream } from '../random/stream.ts';
import type { PerceptronComputation } from './computation.ts';
import { defineFamily } from './define-family.ts';
import { accuracy } from './network/accuracy.ts';
import { predictedLabel } from './network/predicted-label.ts';
import { activations } from './network/activation.ts';
import { buildNetwork, describeNetwork, stored, type Architecture, type NetworkArray } from './network/multilayer-perceptron.ts';
import type { Network } from './network/network.ts';
import { softmaxCrossEntropy } from './network/softmax-cross-entropy.ts';
import type { ObjectiveFamily, ObjectiveInstance } from './objective.ts';
import { choiceOption } from './options/choice-option.ts';
import { entries, listOption } from './options/list-option.ts';
import { numberOption } from './options/number-option.ts';

const NORMALISER_TITLES = {
  batch: 'batchnorm',
  layer: 'layernorm',
  group: 'groupnorm',
  rms: 'rmsnorm',
  weight: 'weightnorm',
  none: 'unnormalised',
} as const;

const DIGIT_PIXELS = size(digits.shape);
const { classes: DIGIT_CLASSES, trainingRows: DIGIT_TRAINING_ROWS, testRows: DIGIT_TEST_ROWS } = digits;
const METRICS = ['trainLoss', 'testLoss', 'testAccuracy'];

interface DigitsMlpOptions {
  normaliser: keyof typeof NORMALISER_TITLES;
  widths: string;
  batch: number;
  sampling: Sampling;
  lastBatch: 'dropped' | 'smaller';
  activation: keyof typeof activations;
  groups: number;
  epsilon: number;
  topLayer: 'fixed' | 'trained';
  gain: 'none' | 'fixed' | 'trained';
  bias: 'none' | 'trained';
  trainSize: number;
  fixedSeed: number;
  [option: string]: string | number;
}

/**
 * A multilayer perceptron that classifies handwritten digits, with a normaliser in every hidden layer: the smallest realistic
 * stand-in for the networks of the paper.
 *
 *     h₀ = pixels/16,   hₗ = φ(norm(hₗ₋₁ Wₗ)),   L = mean cross-entropy of softmax(h_L W_top)
 *
 * No bias and no affine map, ε = 0 and a top layer that is fixed at its random initialisation, so that every trained number is
 * scale-invariant, exactly: for c = 2ᵏ, L(c W) = L(W) and ∇L(c W) = ∇L(W)/c bit for bit, in float64 and float32, for all weights
 * together and for each group on its own (as long as no square overflows or vanishes). The options take each of these
 * ingredients away, for controls that are not scale-invariant.
 *
 * - Data: 64 pixels, divided by 16 (exact), which puts them in [0, 1]; the first 1437 rows train, the last 360 test.
 * - A mini-batch is drawn without replacement, afresh at every step. With `sampling` = `epochs` each pass over the data goes through
 *   it in an order of its own, and with `lastBatch` = `smaller` its last batch has the rows that are left, which are otherwise left
 *   out of that pass; with `replacement` a row may come twice in a batch. With `batch` = `trainSize` the gradient is deterministic,
 *   unless rows are drawn with replacement.
 * - W has shape [inputs, units]; it starts normal with variance 1/inputs. Biases and shifts start at 0 and gains at 1. Fixed
 *   arrays are functions of `fixedSeed`, the same in all replicas; fixed gains are uniform on [½, 3/2), fixed shifts normal with
 *   standard deviation ½.
 * - Groups: under `batch` and `weight` each column of each hidden matrix; under `layer`, `group` and `rms` each hidden matrix,
 *   with its bias if it has one.
 * - Weight normalisation uses columns √2·v/‖v‖.
 * - Metrics: `trainLoss`, over all training rows; `testLoss` and `testAccuracy`. Batch normalisation has no running statistics:
 *   the training rows pass as one batch, layer by layer, and test rows are normalised with its mean and variance, so the metrics
 *   are exactly scale-invariant as well.
 * - A unit whose variance over the batch (or row) is exactly 0 has output and gradient 0 instead of 0/0.
 *
 * `create` throws ConfigurationError `CONFLICTING_OPTIONS` for a batch larger than the training set, batch normalisation of one
 * row, widths that `groups` does not divide, and options that would have no effect.
 *
 * @example
 * ```ts
 * const { groups, metrics } = digitsMlp.create({ widths: '16,8', normaliser: 'layer' });
 * expect(groups.map(({ name }) => name)).toEqual(['hidden1', 'hidden2']); // under layer normalisation each matrix, not each column
 * expect(metrics).toEqual(['trainLoss', 'testLoss', 'testAccuracy']);
 * ```
 *
 * Sources: Li, Lyu & Arora 2020 (arXiv 2010.02916), for the question; Li & Arora 2020 (arXiv 1910.07454), appendix C, for fixing
 * the top layer.
 */
export const digitsMlp: ObjectiveFamily = defineFamily<DigitsMlpOptions>({
  name: 'digits-mlp',
  description: 'multilayer perceptron on 8×8 handwritten digits, normalised in every hidden layer, with mini-batch noise',
  options: {
    normaliser: choiceOption(['batch', 'layer', 'group', 'rms', 'weight', 'none'], 'what is normalised in the hidden layers'),
    widths: listOption('32,32', 'units of the hidden layers', { min: 1, max: 4096, integer: true }),
    batch: numberOption(32, 'rows of a mini-batch', { min: 1, max: DIGIT_TRAINING_ROWS, integer: true }),
    sampling: choiceOption(samplings, 'whether a mini-batch is drawn afresh, is the next of a pass, or has rows that may repeat'),
    lastBatch: choiceOption(['dropped', 'smaller'], 'what becomes of rows that do not fill the last batch of a pass'),
    activation: choiceOption(['relu', 'leaky-relu', 'tanh', 'gelu'], 'activation of the hidden layers'),
    groups: numberOption(4, 'runs of units that group normalisation normalises separately', { min: 1, max: 4096, integer: true }),
    epsilon: numberOption(0, 'ε inside the normaliser; only 0 is exactly scale-invariant', { min: 0 }),
    topLayer: choiceOption(['fixed', 'trained'], 'whether the last layer stays at its random initialisation'),
    gain: choiceOption(['none', 'fixed', 'trained'], 'gain and shift after the normaliser'),
    bias: choiceOption(['none', 'trained'], 'a number added to each pre-activation before the normaliser'),
    trainSize: numberOption(DIGIT_TRAINING_ROWS, 'training rows, the first ones', {
      min: 2,
      max: DIGIT_TRAINING_ROWS,
      integer: true,
    }),
    fixedSeed: numberOption(0, 'selects the values of fixed arrays', { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }),
  },

  build(options) {
    const { batch, trainSize, epsilon, sampling, lastBatch } = options;
    const widths = entries(options.widths);
    refuseConflicts(options, widths);
    const architecture: Architecture = {
      ...options,
      widths,
      inputs: DIGIT_PIXELS,
      classes: DIGIT_CLASSES,
    };
    const description = describeNetwork(architecture);
    const constants = description.constants.map((array) => fixedValues(array, options.fixedSeed));
    return {
      name: title(options),
      description: summary(options),
      parameters: description.parameters.map(({ name, shape }) => ({ name, shape })),
      groups: description.groups,
      normaliserEpsilon: epsilon,
      noise: isFullBatch(options) ? 'none' : 'minibatch',
      metrics: METRICS,
      instantiate: (precision) =>
        new DigitsMlpInstance(architecture, description.parameters, constants, {
          batch,
          population: trainSize,
          sampling: isFullBatch(options) ? 'all' : sampling,
          smallerLast: lastBatch === 'smaller',
          precision,
        }),
    };
  },
});

class DigitsMlpInstance implements ObjectiveInstance {
  private readonly architecture: Architecture;
  private readonly arrays: readonly NetworkArray[];
  private readonly constants: readonly FloatArray[];
  private readonly precision: Precision;
  private readonly trainSize: number;
  /** Training rows, then test rows. */
  private readonly inputs: FloatArray;
  private readonly labels: Uint8Array;
  /** Undefined where all rows are taken in order. */
  private readonly sampler: RowSampler | undefined;
  private readonly batchInputs: FloatArray;
  private readonly batchLabels: Uint8Array;
  /** For each number of rows that a batch has had, the network with its memory. */
  private readonly networks = new Map<number, Network>();
  readonly computation?: PerceptronComputation;
  /** Holds all rows at once; made when first needed. */
  private evaluator: Network | undefined;

  constructor(
    architecture: Architecture,
    arrays: readonly NetworkArray[],
    constants: readonly Float64Array[],
    { precision, ...drawn }: DrawnRows & { readonly precision: Precision },
  ) {
    const { batch, population, sampling, smallerLast } = drawn;
    this.architecture = architecture;
    this.arrays = arrays;
    this.constants = constants.map((values) => stored(values, precision));
    this.precision = precision;
    this.trainSize = population;
    ({ inputs: this.inputs, labels: this.labels } = examples(digits, population, precision));
    this.sampler = sampling === 'all' ? undefined : rowSampler({ ...drawn, sampling });
    this.batchInputs = zeros([batch, DIGIT_PIXELS], precision).data;
    this.batchLabels = new Uint8Array(batch);
    const { inputs, labels } = this;
    // Batches of two sizes are not compiled.
    if (sampling !== 'epochs' || !smallerLast || population % batch === 0)
      this.computation = {
        kind: 'multilayer-perceptron',
        architecture,
        constants: this.constants,
        inputs,
        labels,
        rows: population,
        batch,
        sampling,
      };
  }

  initialise(parameters: readonly Tensor[], randomness: Stream): void {
    this.arrays.forEach(({ role, shape }, i) => {
      const { data } = parameters[i];
      if (role !== 'weight') data.fill(role === 'gain' ? 1 : 0);
      else fillWeights(data, shape[0], randomness);
    });
  }

  gradient(parameters: readonly Tensor[], gradients: readonly Tensor[], randomness: Stream): number {
    const rows = this.sampler === undefined ? this.trainSize : this.gather(this.sampler.sample(randomness));
    const [inputs, labels] = this.sampler === undefined ? [this.inputs, this.labels] : [this.batchInputs, this.batchLabels];
    const network = this.networkOf(rows);
    const logits = network.forward(inputs, parameters);
    const loss = softmaxCrossEntropy(logits, labels, DIGIT_CLASSES, 0, rows, network.outputGradient);
    network.backward(inputs, parameters, gradients);
    return loss;
  }

  private networkOf(rows: number): Network {
    const { architecture, constants, precision } = this;
    const network = this.networks.get(rows) ?? buildNetwork(architecture, { constants, rows, precision });
    this.networks.set(rows, network);
    return network;
  }

  evaluate(parameters: readonly Tensor[], only?: string): number[] {
    return this.fromLogits(this.evaluateLogits(parameters)).evaluate(only);
  }

  predict(parameters: readonly Tensor[]): Uint8Array {
    return this.fromLogits(this.evaluateLogits(parameters)).predict();
  }

  fromLogits(logits: FloatArray): { evaluate(only?: string): number[]; predict(): Uint8Array } {
    const { trainSize, labels } = this;
    const rows = trainSize + DIGIT_TEST_ROWS;
    const read: Readonly<Record<string, () => number>> = {
      trainLoss: () => softmaxCrossEntropy(logits, labels, DIGIT_CLASSES, 0, trainSize),
      testLoss: () => softmaxCrossEntropy(logits, labels, DIGIT_CLASSES, trainSize, rows),
      testAccuracy: () => accuracy(logits, labels, DIGIT_CLASSES, trainSize, rows),
    };
    return {
      evaluate: (only) => METRICS.map((name) => (only === undefined || only === name ? read[name]() : NaN)),
      predict: () =>
        Uint8Array.from({ length: DIGIT_TEST_ROWS }, (_, row) => predictedLabel(logits, trainSize + row, DIGIT_CLASSES)),
    };
  }

  /** Logits of all training and test rows, normalised by the statistics of the training rows. */
  private evaluateLogits(parameters: readonly Tensor[]): FloatArray {
    const { trainSize, constants, precision } = this;
    const rows = trainSize + DIGIT_TEST_ROWS;
    this.evaluator ??= buildNetwork(this.architecture, {
      constants,
      rows,
      estimationRows: trainSize,
      precision,
      differentiable: false,
    });
    return this.evaluator.forward(this.inputs, parameters);
  }

  /** Copies the rows of a mini-batch together, and returns how many there are. */
  private gather(sample: Int32Array): number {
    const { inputs, labels, batchInputs, batchLabels } = this;
    for (let row = 0; row < sample.length; row++) {
      const from = sample[row] * DIGIT_PIXELS;
      const to = row * DIGIT_PIXELS;
      for (let pixel = 0; pixel < DIGIT_PIXELS; pixel++) batchInputs[to + pixel] = inputs[from + pixel];
      batchLabels[row] = labels[sample[row]];
    }
    return sample.length;
  }
}

/** How rows are drawn, or that they are all taken. */
interface DrawnRows extends Omit<RowSamplerOptions, 'sampling'> {
  readonly sampling: Sampling | 'all';
}

/** Whether the gradient is a function of the parameters. */
function isFullBatch({ batch, trainSize, sampling }: DigitsMlpOptions): boolean {
  return batch === trainSize && sampling !== 'replacement';
}

function fillWeights(weights: FloatArray, inputs: number, randomness: Stream): void {
  const scale = 1 / Math.sqrt(inputs);
  fillNormal(randomness, weights);
  for (let i = 0; i < weights.length; i++) weights[i] *= scale;
}

function fixedValues({ name, role, shape }: NetworkArray, seed: number): Float64Array {
  const randomness = stream(seed, 'digits-mlp', name);
  const values = new Float64Array(size(shape));
  if (role === 'weight') fillWeights(values, shape[0], randomness);
  else if (role === 'gain') values.forEach((_, i) => (values[i] = 0.5 + randomness.uniform()));
  else fillNormal(randomness, values).forEach((value, i) => (values[i] = 0.5 * value));
  return values;
}

function refuseConflicts(options: DigitsMlpOptions, widths: readonly number[]): void {
  const { normaliser, batch, sampling, lastBatch, trainSize, groups, epsilon, topLayer, gain, fixedSeed } = options;
  const refuse = (problem: string, advice: string): never => {
    throw new ConfigurationError('CONFLICTING_OPTIONS', `digits-mlp cannot have ${problem}`, advice);
  };
  if (batch > trainSize)
    refuse(`batch=${batch} of trainSize=${trainSize}`, 'a batch is drawn without replacement: make it at most trainSize');
  if (normaliser === 'batch' && batch === 1)
    refuse('batch normalisation with batch=1', 'one row has no variance: take batch ≥ 2 or normaliser=layer');
  if (lastBatch === 'smaller' && (sampling !== 'epochs' || trainSize % batch === 0))
    refuse(
      `lastBatch=smaller with sampling=${sampling} and batch=${batch} of ${trainSize}`,
      'a last batch is smaller in passes over the data (sampling=epochs) that the batch does not divide',
    );
  if (normaliser === 'batch' && lastBatch === 'smaller' && trainSize % batch === 1)
    refuse(`batch normalisation with a last batch of one row`, `take a batch other than ${batch}, or lastBatch=dropped`);
  if (sampling === 'epochs' && batch === trainSize)
    refuse('sampling=epochs with the full batch', 'the full batch has no order: leave sampling out');
  const indivisible = normaliser === 'group' ? widths.find((width) => width % groups !== 0) : undefined;
  if (indivisible !== undefined)
    refuse(`groups=${groups} with a layer of ${indivisible} units`, 'groups has to divide every width');
  const { options: defaults } = digitsMlp;
  if (normaliser !== 'group' && groups !== defaults.groups)
    refuse(`groups with normaliser=${normaliser}`, 'groups belongs to normaliser=group');
  if (normaliser === 'none' && epsilon !== 0) refuse('epsilon with normaliser=none', 'there is no normaliser for it to be in');
  if (topLayer === 'trained' && gain !== 'fixed' && fixedSeed !== 0) refuse('fixedSeed where nothing is fixed', 'leave it out');
}

/** Name for reports: the normaliser, then whatever is not usual. */
function title(options: DigitsMlpOptions): string {
  const { options: usual } = digitsMlp;
  const suffixes = [
    [options.widths !== usual.widths, options.widths.replaceAll(',', 'x')],
    [options.activation !== usual.activation, options.activation],
    [options.groups !== usual.groups, `${options.groups}-groups`],
    [options.epsilon !== 0, 'epsilon'],
    [options.topLayer === 'trained', 'trained-top'],
    [options.gain !== 'none', `${options.gain}-gain`],
    [options.bias === 'trained', 'bias'],
    [isFullBatch(options), 'full-batch'],
    [options.batch !== usual.batch && !isFullBatch(options), `batch-${options.batch}`],
    [options.sampling !== 'fresh', options.sampling],
    [options.lastBatch === 'smaller', 'smaller-last'],
  ] as const;
  const chosen = suffixes.flatMap(([unusual, suffix]) => (unusual ? [suffix] : []));
  return ['digits-mlp', NORMALISER_TITLES[options.normaliser], ...chosen].join('-');
}

function summary(options: DigitsMlpOptions): string {
  const { normaliser, widths, batch, trainSize, topLayer } = options;
  const layers = [DIGIT_PIXELS, ...entries(widths), DIGIT_CLASSES].join('-');
  const noise = isFullBatch(options) ? `the full batch of ${trainSize} rows` : `batches of ${batch} of ${trainSize} rows`;
  const normalisation = normaliser === 'none' ? 'no normalisation' : `${normaliser} normalisation`;
  return `multilayer perceptron ${layers} on handwritten digits, ${normalisation}, ${topLayer} top layer, ${noise}`;
}
