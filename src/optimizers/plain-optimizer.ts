import type { Optimizer } from './optimizer.ts';

const members = [
  'name',
  'hyperparameters',
  'contract',
  'elementwise',
  'microBatches',
  'precision',
  'selective',
  'compiles',
  'notes',
  'drives',
  'remarks',
  'init',
  'update',
  'copyState',
] as const satisfies readonly (keyof Optimizer)[];

/**
 * An optimizer whose members are its own: where it is the instance of a class, `{ ...optimizer }` would lose those of the class. Its methods
 * keep the instance, and so what is private there.
 *
 * @returns the optimizer itself where it is a plain object
 */
export function plainOptimizer(optimizer: Optimizer): Optimizer {
  if (members.every((key) => optimizer[key] === undefined || Object.hasOwn(optimizer, key))) return optimizer;
  const found = members.flatMap((key): [string, unknown][] => {
    const value: unknown = optimizer[key];
    if (value === undefined) return [];
    return [[key, typeof value === 'function' ? (value.bind(optimizer) as unknown) : value]];
  });
  return { ...optimizer, ...Object.fromEntries(found) };
}
