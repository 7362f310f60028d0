import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { size } from '../arithmetic/tensor.ts';
import { digits } from '../datasets/digits.ts';
import { samplings, type Sampling } from '../datasets/row-sampler.ts';
import { multilayerPerceptron, type ActivationName } from '../networks/multilayer-perceptron.ts';
import { classification } from './classification.ts';
import { defineFamily } from './define-family.ts';
import { isFullBatch } from './labelled-network.ts';
import type { ObjectiveFamily } from './objective.ts';
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

interface DigitsMlpOptions {
  normaliser: keyof typeof NORMALISER_TITLES;
  widths: string;
  batch: number;
  sampling: Sampling;
  lastBatch: 'dropped' | 'smaller';
  activation: ActivationName;
  groups: number;
  epsilon: number;
  topLayer: 'fixed' | 'trained';
  gain: 'none' | 'fixed' | 'trained';
  bias: 'none' | 'trained';
  trainSize: number;
  labelNoise: number;
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
 * - With `labelNoise` p each training row has with probability p the label of another class, once and for all (`noisyLabels`); test
 *   rows keep theirs.
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
    batch: numberOption(32, 'rows of a mini-batch', { min: 1, max: digits.trainingRows, integer: true }),
    sampling: choiceOption(samplings, 'whether a mini-batch is drawn afresh, is the next of a pass, or has rows that may repeat'),
    lastBatch: choiceOption(['dropped', 'smaller'], 'what becomes of rows that do not fill the last batch of a pass'),
    activation: choiceOption(['relu', 'leaky-relu', 'tanh', 'gelu'], 'activation of the hidden layers'),
    groups: numberOption(4, 'runs of units that group normalisation normalises separately', { min: 1, max: 4096, integer: true }),
    epsilon: numberOption(0, 'ε inside the normaliser; only 0 is exactly scale-invariant', { min: 0 }),
    topLayer: choiceOption(['fixed', 'trained'], 'whether the last layer stays at its random initialisation'),
    gain: choiceOption(['none', 'fixed', 'trained'], 'gain and shift after the normaliser'),
    bias: choiceOption(['none', 'trained'], 'a number added to each pre-activation before the normaliser'),
    trainSize: numberOption(digits.trainingRows, 'training rows, the first ones', {
      min: 2,
      max: digits.trainingRows,
      integer: true,
    }),
    labelNoise: numberOption(0, 'share of training rows whose label is wrong, the same ones at every step', { min: 0, max: 1 }),
    fixedSeed: numberOption(0, 'selects the values of fixed arrays, and wrong labels', {
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      integer: true,
    }),
  },

  build(options) {
    const widths = entries(options.widths);
    refuseConflicts(options, widths);
    const graph = multilayerPerceptron({ ...options, widths, input: digits.shape, classes: digits.classes });
    return {
      name: title(options),
      description: summary(options),
      ...classification({ ...options, family: 'digits-mlp', dataset: digits, graph }),
    };
  },
});

function refuseConflicts(options: DigitsMlpOptions, widths: readonly number[]): void {
  const { normaliser, batch, sampling, lastBatch, trainSize, groups, epsilon, topLayer, gain, labelNoise, fixedSeed } = options;
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
  if (topLayer === 'trained' && gain !== 'fixed' && labelNoise === 0 && fixedSeed !== 0)
    refuse('fixedSeed where nothing is fixed', 'leave it out');
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
    [options.labelNoise > 0, 'label-noise'],
  ] as const;
  const chosen = suffixes.flatMap(([unusual, suffix]) => (unusual ? [suffix] : []));
  return ['digits-mlp', NORMALISER_TITLES[options.normaliser], ...chosen].join('-');
}

function summary(options: DigitsMlpOptions): string {
  const { normaliser, widths, batch, trainSize, topLayer } = options;
  const layers = [size(digits.shape), ...entries(widths), digits.classes].join('-');
  const noise = isFullBatch(options) ? `the full batch of ${trainSize} rows` : `batches of ${batch} of ${trainSize} rows`;
  const normalisation = normaliser === 'none' ? 'no normalisation' : `${normaliser} normalisation`;
  return `multilayer perceptron ${layers} on handwritten digits, ${normalisation}, ${topLayer} top layer, ${noise}`;
}
