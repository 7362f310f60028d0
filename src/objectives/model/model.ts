import type { ParameterSpecification } from '../objective.ts';

/** Random numbers for a model's initialisation and its batches: all that a model may draw from. */
export interface ModelRandom {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform on 0 … n − 1. */
  integer(n: number): number;
}

/** Named tensors: `{ kernel: [64, 32] }`, or a list of names and shapes. */
export type ModelShapes = Readonly<Record<string, readonly number[]>> | readonly ParameterSpecification[];

/** Entries of each tensor by name, row-major. */
export type ModelParameters = Record<string, Float64Array>;

/** What models of either kind have in common. */
interface ModelBase {
  readonly name: string;
  readonly description?: string;
  /** Where gradients get their noise from; default `minibatch` where there is a `batch`, else `none`. */
  readonly noise?: 'minibatch' | 'none';
}

/**
 * A loss in plain JavaScript. It must be a function of its arguments: whatever is random belongs in `batch`.
 */
// `any`: a user's batch is private to `batch` and `loss`.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface PlainModel<Batch = any> extends ModelBase {
  readonly parameters: ModelShapes;
  /** Fills the parameters; by default matrices are normal with variance 1/fan-in, gains are 1 and biases 0. */
  init?(arguments_: { readonly parameters: ModelParameters; readonly random: ModelRandom }): void;
  /** Draws what one gradient is computed on. */
  batch?(arguments_: { readonly random: ModelRandom }): Batch;
  loss(arguments_: { readonly parameters: Readonly<ModelParameters>; readonly batch: Batch }): number;
  /** Writes ∂loss/∂parameters; by default central differences of `loss`, two evaluations an entry. */
  gradient?(arguments_: {
    readonly parameters: Readonly<ModelParameters>;
    readonly gradients: ModelParameters;
    readonly batch: Batch;
  }): void;
}

/**
 * A loss in TensorFlow.js, differentiated automatically, in float32. It is recognised by a `loss` of two or more arguments, by `model`, or
 * by `framework: 'tfjs'`.
 *
 * With `parameters` the first argument of `loss` has the tensors by name; with `model`, a model of `tf.layers`, it is that model, and its
 * trainable weights are the parameters.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface TensorFlowModel<Batch = any> extends ModelBase {
  readonly framework?: 'tfjs';
  readonly parameters?: ModelShapes;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly model?: any;
  /** Draws what one gradient is computed on; tensors made here are disposed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  batch?(arguments_: { readonly random: ModelRandom; readonly tf: any }): Batch;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  loss(tensors: any, tf: any, batch: Batch): any;
}

/** What a module names as a model: its default export. */
export type Model = PlainModel | TensorFlowModel;

/**
 * Types a model and returns it unchanged.
 *
 * @example
 * ```ts
 * const angle = defineModel({
 *   name: 'angle',
 *   parameters: { w: [2] },
 *   batch: ({ random }) => random.normal(),
 *   loss: ({ parameters: { w }, batch }) => (batch * w[0] * w[0]) / (w[0] * w[0] + w[1] * w[1]),
 * });
 * expect((await analyseModel(angle)).groups).toMatchObject([{ name: 'w', invariance: 'exact' }]);
 * ```
 */
export function defineModel<Batch>(model: PlainModel<Batch>): PlainModel<Batch>;
export function defineModel<Batch>(model: TensorFlowModel<Batch>): TensorFlowModel<Batch>;
export function defineModel(model: Model): Model {
  return model;
}
