import { optimizers } from '../optimizers/index.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { nameOfOptimizer, type Name } from './name.ts';

/** An optimizer as plain data: what of it decides numbers, and nothing else. */
export type OptimizerDescription = (BuiltInOptimizer | Name) & {
  /** Of a built-in those that are not its defaults; of any other all. */
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly microBatches?: number;
  /** Whether ensembles are handed over at once, where that is not as built in. */
  readonly elementwise?: boolean;
};

/** The name of an optimizer of this package. */
export interface BuiltInOptimizer {
  readonly builtIn: string;
}

/**
 * Describes a built-in optimizer, whatever its hyperparameters, or one that `nameOptimizer` named.
 *
 * A built-in option at its default is left out, so that one which is added later changes no description.
 *
 * @returns `undefined` for any other, and for a built-in that lost one of its hyperparameters
 *
 * @example
 * ```ts
 * expect(describeOptimizer(builtinOptimizer('adamw?beta1=0.8'))).toEqual({ builtIn: 'adamw', hyperparameters: { beta1: 0.8 } });
 * ```
 */
export function describeOptimizer(optimizer: Optimizer): OptimizerDescription | undefined {
  const builtIn = optimizers.find(({ init, update }) => init === optimizer.init && update === optimizer.update);
  const name = builtIn === undefined ? nameOfOptimizer(optimizer) : { builtIn: builtIn.name };
  if (name === undefined) return undefined;
  const { hyperparameters = {}, microBatches, elementwise } = optimizer;
  if (Object.keys(builtIn?.hyperparameters ?? {}).some((key) => !Object.hasOwn(hyperparameters, key))) return undefined;
  const unusual = Object.entries(hyperparameters).filter(([key, value]) => !Object.is(builtIn?.hyperparameters?.[key], value));
  return {
    ...name,
    ...(unusual.length > 0 && { hyperparameters: Object.fromEntries(unusual) }),
    ...(microBatches !== builtIn?.microBatches && { microBatches: microBatches ?? 1 }),
    ...(elementwise !== builtIn?.elementwise && { elementwise: elementwise ?? false }),
  };
}

/**
 * The optimizer that is described.
 *
 * @param named what a name refers to
 */
export function rebuildOptimizer(
  description: OptimizerDescription,
  named: (name: Name) => Optimizer | Promise<Optimizer>,
): Optimizer | Promise<Optimizer> {
  const changed = (optimizer: Optimizer): Optimizer => ({
    ...optimizer,
    ...(description.hyperparameters && {
      hyperparameters: { ...optimizer.hyperparameters, ...description.hyperparameters },
    }),
    ...(description.microBatches !== undefined && { microBatches: description.microBatches }),
    ...(description.elementwise !== undefined && { elementwise: description.elementwise }),
  });
  if ('builtIn' in description) return changed(optimizers.find(({ name }) => name === description.builtIn)!);
  const found = named(description);
  return found instanceof Promise ? found.then(changed) : changed(found);
}
