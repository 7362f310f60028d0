import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { nearestName } from '../arithmetic/nearest-name.ts';
import { optimizers } from './index.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * The built-in optimizer that a reference names, with other default hyperparameters where the reference gives some.
 *
 * @param reference `builtin:adamw`, `adamw`, or with hyperparameters: `builtin:heavy-ball?momentum=0.95&dampening=0.5`
 * @returns a new object at every call
 * @throws ConfigurationError `UNKNOWN_OPTIMIZER`, `UNKNOWN_HYPERPARAMETER`, `INVALID_HYPERPARAMETER`
 *
 * @example
 * ```ts
 * expect(builtinOptimizer('builtin:heavy-ball?momentum=0.95').hyperparameters).toEqual({ momentum: 0.95, dampening: 0 });
 * expect(() => builtinOptimizer('builtin:loin')).toThrow('did you mean "lion"?');
 * ```
 */
export function builtinOptimizer(reference: string): Optimizer {
  const [, name, query = ''] = /^(?:builtin:)?([^?]*)(?:\?(.*))?$/s.exec(reference)!;
  const optimizer = optimizers.find((candidate) => candidate.name === name);
  if (optimizer === undefined) {
    const names = optimizers.map((candidate) => candidate.name);
    throw new ConfigurationError(
      'UNKNOWN_OPTIMIZER',
      `no built-in optimizer is called "${name}"`,
      suggestion(name, names, 'there are'),
    );
  }
  const given = query.split('&').filter((assignment) => assignment !== '');
  const changed = new Map<string, number>();
  for (const assignment of given) {
    const [key, value] = hyperparameter(assignment, optimizer);
    if (changed.has(key)) throw new ConfigurationError('INVALID_HYPERPARAMETER', `${name} got ${key} twice`, `in "${query}"`);
    changed.set(key, value);
  }
  return { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, ...Object.fromEntries(changed) } };
}

/** `momentum=0.95` as name and number. */
function hyperparameter(assignment: string, { name, hyperparameters = {} }: Optimizer): [string, number] {
  const [key, text = ''] = assignment.split(/=(.*)/s);
  if (!Object.hasOwn(hyperparameters, key)) {
    const known = Object.keys(hyperparameters);
    const advice = /^(lr|learning_?rate|wd|weight_?decay)$/i.test(key)
      ? 'learning rate and weight decay are what the laws vary; a reference fixes the other hyperparameters only'
      : known.length === 0
        ? `${name} has no hyperparameters besides learning rate and weight decay`
        : suggestion(key, known, 'it has');
    throw new ConfigurationError('UNKNOWN_HYPERPARAMETER', `${name} has no hyperparameter "${key}"`, advice);
  }
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new ConfigurationError(
      'INVALID_HYPERPARAMETER',
      `${name} got ${key}="${text}", which is not a finite number`,
      `its default is ${key}=${hyperparameters[key]}; several hyperparameters are separated by &`,
    );
  }
  return [key, value];
}

function suggestion(name: string, known: readonly string[], introduction: string): string {
  const nearest = nearestName(name, known);
  return `${nearest === undefined ? '' : `did you mean "${nearest}"? `}${introduction}: ${known.join(', ')}`;
}
