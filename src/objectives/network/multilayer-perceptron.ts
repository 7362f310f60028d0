import { zeros, type FloatArray, type Precision } from '../../arithmetic/tensor.ts';
import type { ParameterSpecification, ScaleInvariantGroup } from '../objective.ts';
import { activation, type ActivationName } from './activation.ts';
import { affine } from './affine.ts';
import { batchNormalisation } from './batch-normalisation.ts';
import { bias } from './bias.ts';
import { groupNormalisation } from './group-normalisation.ts';
import type { Layer, Source } from './layer.ts';
import { layerNormalisation } from './layer-normalisation.ts';
import { linear } from './linear.ts';
import { Network } from './network.ts';
import { rmsNormalisation } from './rms-normalisation.ts';
import { weightNormalisedLinear } from './weight-normalisation.ts';

/** What is normalised in every hidden layer. */
export type NormaliserName = 'batch' | 'layer' | 'group' | 'rms' | 'weight' | 'none';

/** Gain g of weight-normalised columns: √2 makes a rectified layer keep the mean square of its input (He et al. 2015). */
export const WEIGHT_NORMALISATION_GAIN: number = Math.SQRT2;

/** The architecture of a multilayer perceptron. */
export interface Architecture {
  readonly inputs: number;
  /** Units of the hidden layers. */
  readonly widths: readonly number[];
  readonly classes: number;
  readonly activation: ActivationName;
  readonly normaliser: NormaliserName;
  /** Runs of units a row under group normalisation; divides every width. */
  readonly groups: number;
  /** ε inside the normaliser. */
  readonly epsilon: number;
  /** Whether the last, linear layer is trained or a constant. */
  readonly topLayer: 'fixed' | 'trained';
  /** Gain and shift after the normaliser. */
  readonly gain: 'none' | 'fixed' | 'trained';
  /** A number added to each pre-activation before the normaliser. */
  readonly bias: 'none' | 'trained';
}

/** What an array of the network is, which decides how it starts: normal of variance 1/fan-in, 0, or 1. */
export type Role = 'weight' | 'bias' | 'gain' | 'shift';

/** A named array of the network, trained or constant. */
export interface NetworkArray extends ParameterSpecification {
  readonly role: Role;
}

/** The arrays of a network, and its invariances. */
export interface NetworkDescription {
  readonly parameters: readonly NetworkArray[];
  /** Arrays that are not trained. */
  readonly constants: readonly NetworkArray[];
  readonly groups: readonly ScaleInvariantGroup[];
}

/**
 * Lists the arrays of a multilayer perceptron in the order in which it uses them, and its scale-invariant groups:
 *
 * - batch and weight normalisation: each hidden matrix, column by column;
 * - layer, group and rms normalisation: each hidden matrix as a whole;
 * - a trained bias scales with the matrix before it, as (W, b) ↦ (c W, c b), and so joins its group as a whole; under weight
 *   normalisation, where only W is normalised, it is in no group;
 * - trained gains, shifts and top layer are in no group; nothing is without a normaliser.
 */
export function describeNetwork(architecture: Architecture): NetworkDescription {
  const { inputs, widths, classes, normaliser, topLayer, gain } = architecture;
  const parameters: NetworkArray[] = [];
  const constants: NetworkArray[] = [];
  const groups: ScaleInvariantGroup[] = [];
  widths.forEach((units, i) => {
    const name = `hidden${i + 1}`;
    const weight =
      parameters.push({ name: `${name}.weight`, shape: [i === 0 ? inputs : widths[i - 1], units], role: 'weight' }) - 1;
    const tensors = [weight];
    if (architecture.bias === 'trained') {
      const index = parameters.push({ name: `${name}.bias`, shape: [units], role: 'bias' }) - 1;
      if (normaliser !== 'weight') tensors.push(index);
    }
    if (gain !== 'none') {
      const destination = gain === 'trained' ? parameters : constants;
      destination.push(
        { name: `${name}.gain`, shape: [units], role: 'gain' },
        { name: `${name}.shift`, shape: [units], role: 'shift' },
      );
    }
    const byColumn = (normaliser === 'batch' || normaliser === 'weight') && tensors.length === 1;
    if (normaliser !== 'none') groups.push(byColumn ? { name, tensors, columns: units } : { name, tensors });
  });
  const top: NetworkArray = { name: 'top.weight', shape: [widths[widths.length - 1], classes], role: 'weight' };
  (topLayer === 'trained' ? parameters : constants).push(top);
  return { parameters, constants, groups };
}

/** What a network is built for. */
export interface BuildOptions {
  /** Values of the constants, in the order of `describeNetwork`. */
  readonly constants: readonly FloatArray[];
  readonly rows: number;
  /** Under batch normalisation, the first so many rows determine mean and variance (default: all). */
  readonly estimationRows?: number;
  readonly precision: Precision;
  readonly differentiable?: boolean;
}

/**
 * Builds a multilayer perceptron, normalising before the activation:
 *
 *     h₀ = x,   hₗ = φ(γₗ ∘ norm(hₗ₋₁ Wₗ + bₗ) + βₗ),   logits = h_L W_top
 */
export function buildNetwork(architecture: Architecture, options: BuildOptions): Network {
  const { widths, classes, normaliser, groups, epsilon } = architecture;
  const { rows, estimationRows, precision } = options;
  const { parameters, constants } = describeNetwork(architecture);
  const source = (name: string): Source => {
    const index = parameters.findIndex((parameter) => parameter.name === name);
    return index >= 0 ? index : options.constants[constants.findIndex((constant) => constant.name === name)];
  };
  const layers: Layer[] = [];
  let inputs = architecture.inputs;
  widths.forEach((units, i) => {
    const name = `hidden${i + 1}`;
    const weights = source(`${name}.weight`) as number;
    if (normaliser === 'weight') {
      layers.push(
        weightNormalisedLinear({
          rows,
          inputs,
          outputs: units,
          direction: weights,
          gain: WEIGHT_NORMALISATION_GAIN,
          epsilon,
          precision,
        }),
      );
    } else {
      layers.push(linear({ rows, inputs, outputs: units, weights }));
    }
    if (architecture.bias === 'trained') layers.push(bias({ rows, units, bias: source(`${name}.bias`) as number }));
    if (normaliser === 'batch') layers.push(batchNormalisation({ rows, units, epsilon, precision, estimationRows }));
    if (normaliser === 'layer') layers.push(layerNormalisation({ rows, units, epsilon, precision }));
    if (normaliser === 'group') layers.push(groupNormalisation({ rows, units, groups, epsilon, precision }));
    if (normaliser === 'rms') layers.push(rmsNormalisation({ rows, units, epsilon, precision }));
    if (architecture.gain !== 'none')
      layers.push(affine({ rows, units, gain: source(`${name}.gain`), shift: source(`${name}.shift`) }));
    layers.push(activation({ rows, units, name: architecture.activation }));
    inputs = units;
  });
  layers.push(linear({ rows, inputs, outputs: classes, weights: source('top.weight') }));
  return new Network(layers, rows, precision, options.differentiable);
}

/** Copies numbers into an array of the given precision. */
export function stored(values: ArrayLike<number>, precision: Precision): FloatArray {
  const { data } = zeros([values.length], precision);
  data.set(values);
  return data;
}
