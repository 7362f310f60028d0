import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { ParameterSpecification } from '../objective.ts';
import type { Model, ModelShapes, TensorFlowModel } from './model.ts';

const remedy =
  "export one plain object: export default { name: 'my-model', parameters: { kernel: [8, 4] }, loss({ parameters }) {…} }, or with a loss " +
  'in TensorFlow.js: loss: (tensors, tf, batch) => …';

/** Whether a model computes in TensorFlow.js. */
export function isTensorFlowModel(model: Model): model is TensorFlowModel {
  const { framework, model: layers } = model as TensorFlowModel;
  return framework === 'tfjs' || layers !== undefined || model.loss.length >= 2;
}

/** Names and shapes as a list. */
export function listShapes(shapes: ModelShapes): readonly ParameterSpecification[] {
  return Array.isArray(shapes) ? shapes : Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
}

/**
 * Checks that a value, such as the default export of a user's module, has the shape of a model.
 *
 * @param value anything; a module namespace `{ default: model }` stands for its default export
 * @param source what the value is called in the error
 * @returns the model itself
 * @throws ConfigurationError `MODEL_INVALID` that lists everything wrong at once
 */
export function validateModel(value: unknown, source: string): Model {
  const invalid = (problem: string): ConfigurationError =>
    new ConfigurationError('MODEL_INVALID', `${source} is not a model: ${problem}`, remedy);
  let candidate = value;
  for (let wrapped = 0; wrapped < 2 && isObject(candidate) && 'default' in candidate && !('loss' in candidate); wrapped++)
    candidate = candidate.default;
  if (typeof candidate === 'function') throw invalid('it is a function; export the object that describes the model');
  if (!isObject(candidate)) throw invalid(candidate === undefined ? 'there is no default export' : `it is ${show(candidate)}`);
  if ('update' in candidate)
    throw invalid('it looks like an optimizer, which is what `check` and `infer` take as their argument');

  const problems: string[] = [];
  const { name, parameters, loss, model, noise } = candidate;
  if (typeof name !== 'string' || name === '') problems.push(`name: expected a non-empty string, received ${show(name)}`);
  if (typeof loss !== 'function') problems.push(`loss: expected a function, received ${show(loss)}`);
  for (const field of ['init', 'batch', 'gradient'])
    if (candidate[field] !== undefined && typeof candidate[field] !== 'function')
      problems.push(`${field}: expected a function, received ${show(candidate[field])}`);
  if (noise !== undefined && noise !== 'minibatch' && noise !== 'none')
    problems.push(`noise: expected 'minibatch' or 'none', received ${show(noise)}`);
  if (model === undefined) problems.push(...shapeProblems(parameters));
  else if (!isObject(model) || typeof model.apply !== 'function') problems.push('model: expected a model of tf.layers');
  if (problems.length > 0) throw invalid(['', ...problems].join('\n  - '));
  return candidate as unknown as Model;
}

function shapeProblems(parameters: unknown): string[] {
  if (!isObject(parameters))
    return [`parameters: expected names with shapes, such as { kernel: [8, 4] }, received ${show(parameters)}`];
  if (Array.isArray(parameters) && !parameters.every(isObject)) return ['parameters: expected a list of { name, shape }'];
  const list = listShapes(parameters as ModelShapes);
  if (list.length === 0) return ['parameters: expected at least one tensor'];
  const names = list.map(({ name }) => name);
  return [
    ...(names.some((name) => typeof name !== 'string' || name === '') ? ['parameters: expected a name for each tensor'] : []),
    ...(new Set(names).size < names.length ? [`parameters: expected each name once, received ${names.join(', ')}`] : []),
    ...list.flatMap(({ name, shape }) =>
      Array.isArray(shape) && shape.every((extent) => Number.isInteger(extent) && extent > 0)
        ? []
        : [`parameters.${name}: expected a shape, a list of positive integers, received ${show(shape)}`],
    ),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  return typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
}
