import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Objective, ObjectiveInstance, ScaleInvariantGroup } from './objective.ts';

/** An objective as a user writes it: what is left out takes the default that is given here. */
export interface ObjectiveDefinition extends Pick<Objective, 'name' | 'parameters'> {
  /** Default: the name, which then cannot be resolved in another process. */
  readonly reference?: string;
  /** Default: empty. */
  readonly description?: string;
  /** Default: none, so no law about scale-invariant weights applies. */
  readonly groups?: readonly ScaleInvariantGroup[];
  /** Default: 0. */
  readonly normaliserEpsilon?: number;
  /** Default: `minibatch`. */
  readonly noise?: Objective['noise'];
  /** Default: none. */
  readonly metrics?: readonly string[];
  /** Default: none. */
  readonly exempt?: Objective['exempt'];
  /** As in `Objective`; `evaluate` may be left out where there are no metrics. */
  instantiate(
    precision: Parameters<Objective['instantiate']>[0],
  ): Omit<ObjectiveInstance, 'evaluate'> & Partial<ObjectiveInstance>;
}

/**
 * Completes a user's objective and checks that its description is consistent.
 *
 * What it says of its invariances is not tested here; the laws `scale-invariance` and `gradient-orthogonality` do that.
 *
 * @param definition a plain object
 * @returns the objective, frozen
 * @throws ConfigurationError `BAD_OBJECTIVE`, naming the field, what was received and what was expected
 *
 * @example
 * ```ts
 * const angle = defineObjective({
 *   name: 'angle',
 *   parameters: [{ name: 'w', shape: [2] }],
 *   groups: [{ name: 'w', tensors: [0] }],
 *   noise: 'none',
 *   instantiate: () => ({
 *     initialise([{ data }]) {
 *       data.set([1, 1]);
 *     },
 *     gradient([{ data: w }], [{ data: g }]) {
 *       const square = w[0] * w[0] + w[1] * w[1];
 *       const loss = (w[0] * w[0]) / square;
 *       g[0] = (2 * w[0] * (1 - loss)) / square;
 *       g[1] = (-2 * w[1] * loss) / square;
 *       return loss;
 *     },
 *   }),
 * });
 * expect(angle.metrics).toEqual([]);
 * expect(() => defineObjective({ ...angle, groups: [{ name: 'v', tensors: [1] }] })).toThrow('tensor 1');
 * ```
 */
export function defineObjective(definition: ObjectiveDefinition): Objective {
  const fail = (field: string, received: string, expected: string): never => {
    const name = typeof definition?.name === 'string' ? ` "${definition.name}"` : '';
    throw new ConfigurationError('BAD_OBJECTIVE', `the objective${name} has ${field} ${received}, expected ${expected}`);
  };
  const text = (field: string, value: unknown): void => {
    if (typeof value !== 'string' || value === '') fail(field, show(value), 'a non-empty string');
  };
  if (typeof definition !== 'object' || definition === null) fail('type', typeof definition, 'a plain object');

  const { name, parameters, instantiate } = definition;
  const {
    reference = name,
    description = '',
    groups = [],
    normaliserEpsilon = 0,
    noise = 'minibatch',
    metrics = [],
    exempt,
  } = definition;

  text('name', name);
  text('reference', reference);
  if (typeof description !== 'string') fail('description', show(description), 'a string');
  if (!Array.isArray(parameters) || parameters.length === 0)
    fail('parameters', show(parameters), 'a non-empty list of { name, shape }');
  parameters.forEach((parameter, i) => {
    text(`parameters[${i}].name`, parameter?.name);
    const { shape } = parameter;
    if (!Array.isArray(shape) || !shape.every((extent) => Number.isInteger(extent) && extent > 0)) {
      fail(`parameters[${i}].shape`, show(shape), 'a list of positive integers');
    }
  });
  const names = parameters.map((parameter) => parameter.name);
  if (new Set(names).size < names.length) fail('parameter names', names.join(', '), 'each name once');

  if (!Array.isArray(groups)) fail('groups', show(groups), 'a list of { name, tensors, columns? }');
  const taken = new Set<number>();
  groups.forEach(({ name: groupName, tensors, columns }, i) => {
    text(`groups[${i}].name`, groupName);
    if (!Array.isArray(tensors) || tensors.length === 0)
      fail(`groups[${i}].tensors`, show(tensors), 'a non-empty list of indices of parameters');
    for (const tensor of tensors) {
      if (parameters[tensor] === undefined)
        fail(`groups[${i}].tensors`, `tensor ${tensor}`, `an index from 0 to ${parameters.length - 1}`);
      if (taken.has(tensor)) fail(`groups[${i}].tensors`, `tensor ${tensor} again`, 'each tensor in at most one group');
      taken.add(tensor);
    }
    const { shape } = parameters[tensors[0]];
    if (columns !== undefined && (tensors.length !== 1 || shape.length < 2 || shape.at(-1) !== columns)) {
      fail(
        `groups[${i}].columns`,
        show(columns),
        `the number of columns of a single tensor of two or more axes (its tensors: ${tensors.length}, shape [${shape.join(', ')}])`,
      );
    }
  });

  if (!(Number.isFinite(normaliserEpsilon) && normaliserEpsilon >= 0))
    fail('normaliserEpsilon', show(normaliserEpsilon), 'a number ≥ 0');
  if (!['minibatch', 'injected', 'none'].includes(noise)) fail('noise', show(noise), 'minibatch, injected or none');
  if (!Array.isArray(metrics) || !metrics.every((metric) => typeof metric === 'string' && metric !== ''))
    fail('metrics', show(metrics), 'a list of names');
  if (new Set(metrics).size < metrics.length) fail('metrics', show(metrics), 'each name once');
  if (typeof instantiate !== 'function')
    fail('instantiate', show(instantiate), 'a function of the precision that returns { initialise, gradient, evaluate }');

  return Object.freeze({
    reference,
    name,
    description,
    parameters,
    groups,
    normaliserEpsilon,
    noise,
    metrics,
    ...(exempt !== undefined && { exempt }),
    instantiate(precision: Parameters<Objective['instantiate']>[0]): ObjectiveInstance {
      const instance = definition.instantiate(precision);
      const required =
        metrics.length === 0 ? (['initialise', 'gradient'] as const) : (['initialise', 'gradient', 'evaluate'] as const);
      for (const method of required) {
        if (typeof instance?.[method] !== 'function') fail(`instantiate().${method}`, show(instance?.[method]), 'a function');
      }
      if (instance.evaluate !== undefined) return instance as ObjectiveInstance;
      return {
        initialise: (tensors, stream) => instance.initialise(tensors, stream),
        gradient: (tensors, gradients, stream) => instance.gradient(tensors, gradients, stream),
        evaluate: () => [],
      };
    },
  });
}

function show(value: unknown): string {
  return typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
}
