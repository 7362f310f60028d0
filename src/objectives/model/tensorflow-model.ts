import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { size } from '../../arithmetic/tensor.ts';
import { stream as createStream, type Stream } from '../../random/stream.ts';
import type { ParameterSpecification } from '../objective.ts';
import type { DifferentiableModel } from './differentiable-model.ts';
import { callModel, numberOf } from './model-call.ts';
import { modelRandom } from './model-random.ts';
import type { TensorFlowModel } from './model.ts';
import { fillStandard } from './standard-initialisation.ts';
import { listShapes } from './validate-model.ts';

/** The part of TensorFlow.js that is used here; its own types would have to be installed wherever ours are. */
export interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  env(): { set(flag: string, value: boolean): void };
  tidy<Result>(run: () => Result): Result;
  tensor(data: Float32Array, shape: readonly number[]): TensorFlowTensor;
  variable(initial: TensorFlowTensor): TensorFlowVariable;
  variableGrads(
    loss: () => TensorFlowTensor,
    variables: readonly TensorFlowVariable[],
  ): { value: TensorFlowTensor; grads: Record<string, TensorFlowTensor | null> };
}

interface TensorFlowTensor {
  readonly shape: readonly number[];
  readonly size: number;
  dataSync(): Float32Array;
  asScalar(): TensorFlowTensor;
}

interface TensorFlowVariable extends TensorFlowTensor {
  readonly name: string;
  assign(value: TensorFlowTensor): void;
}

/** A weight of `tf.layers`. */
interface LayerWeight {
  readonly name: string;
  readonly originalName: string;
  readonly shape: readonly number[];
  readonly val: TensorFlowVariable;
}

interface Layer {
  readonly trainableWeights: readonly LayerWeight[];
  readonly nonTrainableWeights: readonly LayerWeight[];
  getClassName(): string;
}

/** A validated model in TensorFlow.js, ready for analysis and laws; it computes in float32 on the back end `cpu`, which is deterministic. */
export async function tensorFlowModel(model: TensorFlowModel, tf: TensorFlow): Promise<DifferentiableModel> {
  tf.env().set('PROD', true);
  await tf.setBackend('cpu');
  await tf.ready();
  const { name, description = '', batch, noise = batch === undefined ? 'none' : 'minibatch' } = model;
  const layers: readonly Layer[] | undefined = model.model?.layers;
  const weights = layers === undefined ? undefined : nameWeights(layers, 'trainableWeights');
  const parameters: readonly ParameterSpecification[] =
    weights === undefined ? listShapes(model.parameters!) : weights.map((weight) => ({ name: weight.name, shape: weight.shape }));
  if (parameters.length === 0) {
    throw new ConfigurationError('MODEL_INVALID', `the model ${name} has no trainable weights`, 'are all its layers frozen?');
  }
  if (layers !== undefined) drawConstants(tf, nameWeights(layers, 'nonTrainableWeights'));
  const variables = weights?.map(({ weight }) => weight.val) ?? parameters.map(({ shape }) => tf.variable(toTensor(tf, shape)));
  /** Entries of weights that start constant, such as gains and biases. */
  const constants = weights?.map(({ weight }) => constantOf(weight.val.dataSync()));
  const tensors = weights === undefined ? Object.fromEntries(parameters.map((p, i) => [p.name, variables[i]])) : model.model;

  const assign = (arrays: readonly Float64Array[]): void =>
    arrays.forEach((data, i) => variables[i].assign(toTensor(tf, parameters[i].shape, data)));
  const evaluate = (stream: Stream, random = modelRandom): TensorFlowTensor | number => {
    const drawn = callModel(name, 'batch', () => batch?.call(model, { random: random(stream), tf }));
    const value: unknown = callModel(name, 'loss', () => model.loss(tensors, tf, drawn));
    if (!isTensor(value)) return numberOf(name, value);
    if (value.size !== 1) {
      throw new ConfigurationError(
        'MODEL_LOSS',
        `the model ${name}: loss returned a tensor of shape [${value.shape.join(', ')}], expected a scalar`,
        'take its mean: .mean()',
      );
    }
    return value.asScalar();
  };
  const inTensorFlow = <Result>(run: () => Result): Result => callModel(name, 'loss', () => tf.tidy(run));

  return {
    name,
    description,
    parameters,
    noise,
    gradientSource: 'tensorflow',
    arithmetic: 'float32',

    initialise(arrays, stream) {
      parameters.forEach((parameter, i) => {
        const constant = constants?.[i];
        if (constant === undefined) fillStandard(parameter, arrays[i], stream);
        else arrays[i].fill(constant);
      });
    },

    loss: (arrays, stream, random) =>
      inTensorFlow(() => {
        assign(arrays);
        const value = evaluate(stream, random);
        return typeof value === 'number' ? value : value.dataSync()[0];
      }),

    gradient: (arrays, gradients, stream) =>
      inTensorFlow(() => {
        assign(arrays);
        const { value, grads } = tf.variableGrads(() => {
          const loss = evaluate(stream);
          if (typeof loss !== 'number') return loss;
          throw new ConfigurationError('MODEL_LOSS', `the model ${name}: loss returned a number, expected a scalar of tf`);
        }, variables);
        variables.forEach((variable, i) => {
          const gradient = grads[variable.name];
          if (gradient === null || gradient === undefined) gradients[i].fill(0);
          else gradients[i].set(gradient.dataSync());
        });
        return value.dataSync()[0];
      }),
  };
}

function toTensor(tf: TensorFlow, shape: readonly number[], data?: Float64Array): TensorFlowTensor {
  return tf.tensor(data === undefined ? new Float32Array(size(shape)) : Float32Array.from(data), shape);
}

/** `dense1/kernel`: kind and number of the layer, and the weight. TensorFlow's own names count all layers made so far. */
function nameWeights(
  layers: readonly Layer[],
  which: 'trainableWeights' | 'nonTrainableWeights',
): { name: string; shape: readonly number[]; weight: LayerWeight }[] {
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  return layers.flatMap((layer) => {
    const kind = layer.getClassName().replace(/^./, (letter) => letter.toLowerCase());
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return layer[which].map((weight) => {
      const base = `${kind}${number}/${weight.originalName.split('/').at(-1)}`;
      let name = base;
      for (let copy = 2; taken.has(name); copy++) name = `${base}${copy}`;
      taken.add(name);
      return { name, shape: weight.shape, weight };
    });
  });
}

/** Frozen weights start at random in every process: they are drawn anew, so that every process has the same loss. */
function drawConstants(tf: TensorFlow, weights: ReturnType<typeof nameWeights>): void {
  for (const { name, shape, weight } of weights) {
    if (constantOf(weight.val.dataSync()) !== undefined) continue;
    const data = new Float64Array(size(shape));
    fillStandard({ name, shape }, data, createStream('model', 'frozen', name).seek(0, 0));
    tf.tidy(() => weight.val.assign(toTensor(tf, shape, data)));
  }
}

function constantOf(data: Float32Array): number | undefined {
  return data.length > 1 && data.every((value) => value === data[0]) ? data[0] : undefined;
}

function isTensor(value: unknown): value is TensorFlowTensor {
  return typeof value === 'object' && value !== null && typeof (value as { dataSync?: unknown }).dataSync === 'function';
}
