import type { Tensor } from '../arithmetic/tensor.ts';
import type { Contract, Optimizer, UpdateArguments } from '../optimizers/optimizer.ts';
import type { LoadedTensorFlow } from './load-tensorflow.ts';
import { disposeFields, restoreFields, saveFields, type Saved } from './optimizer-fields.ts';
import type { TensorFlow, TfOptimizer, TfTensor, TfVariable } from './tensorflow.ts';

/** Makes an optimizer of TensorFlow.js. */
export type TfOptimizerFactory = (learningRate: number, hyperparameters: Readonly<Record<string, number>>) => TfOptimizer;

/** An optimizer of TensorFlow.js and what is known of it. */
export interface TfOptimizerDefinition {
  readonly name: string;
  readonly create: TfOptimizerFactory;
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly contract?: Contract;
  readonly notes?: readonly string[];
}

/** A run between two steps. */
interface State {
  /** The optimizer's fields; `undefined` before the first step. */
  saved?: Saved;
  learningRate: number;
  hyperparameters: Readonly<Record<string, number>>;
}

/**
 * An optimizer of TensorFlow.js as an optimizer of this package.
 *
 * A step makes variables of the parameters, gives the optimizer back the fields that it had after the last step of this run, calls
 * `applyGradients` with names and gradients, and takes out parameters and fields as plain data. Between steps there are no tensors.
 *
 * The optimizer is made with the learning rate and the hyperparameters of the first step; later changes go through a method such as
 * `setLearningRate` or `setMomentum` where there is one, and otherwise into the field of that name. Where the optimizer has a field
 * `weightDecay`, λ goes there; where it has none, as all of `tf.train`, λw is added to the gradient.
 *
 * Everything is rounded to float32, in which TensorFlow.js stores tensors.
 */
export function adaptOptimizer(definition: TfOptimizerDefinition, { tf, backend, version }: LoadedTensorFlow): Optimizer<State> {
  const { name, create, hyperparameters, contract } = definition;
  const sample = create(0.1, hyperparameters ?? {});
  const decaysItself = settable(sample, 'weightDecay');
  disposeFields(sample);
  // One object is enough: between steps it is empty.
  let live: TfOptimizer | undefined;

  function resume(state: State, learningRate: number, values: Readonly<Record<string, number>>): TfOptimizer {
    if (state.saved === undefined || live === undefined) live = create(learningRate, values);
    if (state.saved === undefined) return live;
    restoreFields(live, state.saved, tf);
    if (learningRate !== state.learningRate) change(live, 'learningRate', learningRate);
    for (const [key, value] of Object.entries(values)) if (value !== state.hyperparameters[key]) change(live, key, value);
    return live;
  }

  function update({ parameters, gradients, state, learningRate, weightDecay, ...rest }: UpdateArguments<State>): void {
    if (tf.getBackend() !== backend.registered) void tf.setBackend(backend.registered);
    const optimizer = resume(state, learningRate, rest.hyperparameters);
    if (decaysItself) change(optimizer, 'weightDecay', weightDecay);
    const given = parameters.map((parameter, i) => decayed(gradients[i], decaysItself ? 0 : weightDecay, parameter));
    const listed = rest.listed ?? parameters.map((_, i) => i);
    applyTo(tf, optimizer, parameters, given, listed);
    state.saved = saveFields(optimizer);
    state.learningRate = learningRate;
    state.hyperparameters = rest.hyperparameters;
    disposeFields(optimizer);
  }

  const decay = decaysItself
    ? 'weight decay is the optimizer’s own: λ is put into its field weightDecay'
    : 'the optimizer has no weight decay: λw is added to the gradient, which is what an L2 term of the loss does (tf.regularizers.l2({ l2 }) is λ = 2·l2)';
  return {
    name,
    ...(hyperparameters !== undefined && { hyperparameters }),
    ...(contract !== undefined && { contract }),
    precision: 'float32',
    selective: true,
    notes: [`TensorFlow.js ${version} on its ${backend.name} back end, in float32`, decay, ...(definition.notes ?? [])],
    init: () => ({ learningRate: NaN, hyperparameters: {} }),
    update,
  };
}

/** Steps an optimizer on variables made of the parameters, and takes their new values out. */
export function applyTo(
  tf: TensorFlow,
  optimizer: TfOptimizer,
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  listed: readonly number[],
): void {
  const variables: TfVariable[] = [];
  try {
    tf.tidy(() => {
      for (const [i, tensor] of parameters.entries()) variables.push(tf.variable(toTensor(tf, tensor), true, `tensor${i}`));
      optimizer.applyGradients(listed.map((i) => ({ name: `tensor${i}`, tensor: toTensor(tf, gradients[i]) })));
    });
    parameters.forEach(({ data }, i) => data.set(variables[i].dataSync()));
  } catch (thrown) {
    disposeFields(optimizer);
    throw thrown;
  } finally {
    for (const variable of variables) variable.dispose();
  }
}

function toTensor(tf: TensorFlow, { data, shape }: Tensor): TfTensor {
  return tf.tensor(Float32Array.from(data), shape);
}

/** g + λw, rounded once. */
function decayed(gradient: Tensor, weightDecay: number, { data: w }: Tensor): Tensor {
  if (weightDecay === 0) return gradient;
  return { data: Float32Array.from(gradient.data, (g, j) => g + weightDecay * w[j]), shape: gradient.shape };
}

function setter(name: string): string {
  return `set${name[0].toUpperCase()}${name.slice(1)}`;
}

/** Whether an optimizer has a method or field to change this option by. */
export function settable(optimizer: object, name: string): boolean {
  return name in optimizer || setter(name) in optimizer;
}

/** Changes an option as a user would; where there is neither method nor field the change is lost, which is for the laws to see. */
function change(optimizer: object, name: string, value: number): void {
  const fields = optimizer as Record<string, unknown>;
  const method = fields[setter(name)];
  if (typeof method === 'function') method.call(optimizer, value);
  else if (name in fields) fields[name] = value;
}
