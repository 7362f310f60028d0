import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { datasets } from '../datasets/index.ts';
import { samplings, type Sampling } from '../datasets/row-sampler.ts';
import { convolutionalNetwork, type Convolutional } from '../networks/convolutional-network.ts';
import { classification } from './classification.ts';
import { defineFamily } from './define-family.ts';
import { isFullBatch } from './labelled-network.ts';
import type { ObjectiveFamily } from './objective.ts';
import { choiceOption } from './options/choice-option.ts';
import { entries, listOption } from './options/list-option.ts';
import { numberOption } from './options/number-option.ts';

const pictures = datasets.filter(({ shape }) => shape.length === 3);
const [first, ...others] = pictures.map(({ name }) => name);

interface ConvnetOptions extends Pick<Convolutional, 'activation' | 'normaliser' | 'topLayer'> {
  data: string;
  channels: string;
  shrink: number;
  batch: number;
  sampling: Sampling;
  trainSize: number;
  labelNoise: number;
  fixedSeed: number;
  [option: string]: string | number;
}

/**
 * A convolutional network that classifies pictures, normalised in every hidden layer, with mini-batch noise.
 *
 *     h₀ = shrink(x),   hₗ = halve(φ(norm(hₗ₋₁ ∗ Wₗ))),   L = mean cross-entropy of softmax(h_L W_top)
 *
 * Squares of 3×3 that keep the size; pictures are halved by average pooling as long as their sides are even. No bias and no affine
 * map, ε = 0 and a fixed top layer: every trained number is scale-invariant, exactly.
 *
 * - Groups: under `batch` the weights of each channel; under `layer` and `rms` those of each hidden layer.
 * - Metrics and initialisation are those of `digits-mlp`.
 *
 * `create` throws ConfigurationError `CONFLICTING_OPTIONS` for a batch or a training set that the data do not have, batch
 * normalisation of one row, and pictures that cannot be shrunk so.
 *
 * @example
 * ```ts
 * const { groups } = convnet.create({ channels: '4,8' });
 * expect(groups).toEqual([{ name: 'hidden1', tensors: [0], columns: 4 }, { name: 'hidden2', tensors: [1], columns: 8 }]);
 * ```
 *
 * Source: Li, Lyu & Arora 2020 (arXiv 2010.02916), the network of the experiments on MNIST, in small.
 */
export const convnet: ObjectiveFamily = defineFamily<ConvnetOptions>({
  name: 'convnet',
  description: 'convolutional network on pictures, normalised in every hidden layer, with mini-batch noise',
  options: {
    data: choiceOption([first, ...others], 'the data set'),
    channels: listOption('4,8', 'channels of the hidden layers', { min: 1, max: 256, integer: true }),
    shrink: numberOption(1, 'side of the squares that pictures are averaged over first', { min: 1, max: 64, integer: true }),
    batch: numberOption(32, 'rows of a mini-batch', { min: 1, max: 65536, integer: true }),
    sampling: choiceOption(samplings, 'whether a mini-batch is drawn afresh, is the next of a pass, or has rows that may repeat'),
    normaliser: choiceOption(['batch', 'layer', 'rms', 'none'], 'what is normalised in the hidden layers'),
    activation: choiceOption(['relu', 'leaky-relu', 'tanh', 'gelu'], 'activation of the hidden layers'),
    topLayer: choiceOption(['fixed', 'trained'], 'whether the last layer stays at its random initialisation'),
    trainSize: numberOption(0, 'training rows, the first ones; 0: all', { min: 0, max: 65536, integer: true }),
    labelNoise: numberOption(0, 'share of training rows whose label is wrong, the same ones at every step', { min: 0, max: 1 }),
    fixedSeed: numberOption(0, 'selects the values of fixed arrays, and wrong labels', {
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      integer: true,
    }),
  },

  build({ data, channels, trainSize: asked, ...options }) {
    const dataset = pictures.find(({ name }) => name === data)!;
    const { shape, classes, trainingRows } = dataset;
    const trainSize = asked === 0 ? trainingRows : asked;
    const refuse = (problem: string, advice: string): never => {
      throw new ConfigurationError('CONFLICTING_OPTIONS', `convnet cannot have ${problem}`, advice);
    };
    if (trainSize > trainingRows) refuse(`trainSize=${trainSize}`, `${data} has ${trainingRows} training rows`);
    if (options.batch > trainSize) refuse(`batch=${options.batch} of ${trainSize} rows`, 'make it at most trainSize');
    if (options.normaliser === 'batch' && options.batch === 1)
      refuse('batch normalisation with batch=1', 'take batch ≥ 2 or normaliser=layer');
    if (options.sampling === 'epochs' && options.batch === trainSize)
      refuse('sampling=epochs with the full batch', 'the full batch has no order: leave sampling out');
    const [height, width] = shape;
    if (height % options.shrink !== 0 || width % options.shrink !== 0)
      refuse(`shrink=${options.shrink} of ${height}×${width} pixels`, 'it has to divide height and width');
    const graph = convolutionalNetwork({ ...options, input: shape, classes, channels: entries(channels) });
    const drawn = { ...options, trainSize };
    const noise = isFullBatch(drawn) ? 'the full batch' : `batches of ${options.batch}`;
    return {
      name: [
        'convnet',
        data,
        channels.replaceAll(',', 'x'),
        options.normaliser,
        ...(options.labelNoise > 0 ? ['label-noise'] : []),
      ].join('-'),
      description: `convolutional network with ${channels} channels on ${data}, ${options.normaliser} normalisation, ${noise} of ${trainSize} rows`,
      ...classification({ ...drawn, lastBatch: 'dropped', family: 'convnet', dataset, graph }),
    };
  },
});
