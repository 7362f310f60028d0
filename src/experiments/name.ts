import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/** How something that is not built in is told from everything else, wherever an experiment with it is read. */
export interface Name {
  /** How its user names it: `./my-optimizer.ts`, `torch:AdamW`. */
  readonly reference: string;
  /**
   * Changes when its code does: a version, or a digest of its files. Without one nobody can tell whether a record of an earlier
   * process is still true, so records are kept in memory only.
   */
  readonly version?: string;
}

const objectives = new WeakMap<Objective, Name>();
const optimizers = new WeakMap<Optimizer['update'], { readonly init: Optimizer['init']; readonly name: Name }>();

/**
 * Names an optimizer that is not built in, so that experiments with it have an id. A copy with other hyperparameters keeps the name,
 * since these are part of a description; a copy with another `init` or `update` has none.
 *
 * @returns the optimizer
 *
 * @example
 * ```ts
 * const clipped = { ...sgd, update: (step) => sgd.update({ ...step, weightDecay: Math.min(step.weightDecay, 1) }) };
 * nameOptimizer(clipped, { reference: 'clipped-sgd', version: '1' });
 * expect(describeOptimizer({ ...clipped, hyperparameters: { unused: 2 } })).toMatchObject({
 *   reference: 'clipped-sgd', version: '1', hyperparameters: { unused: 2 },
 * });
 * expect(describeOptimizer({ ...clipped, init: () => ({}) })).toBeUndefined();
 * ```
 */
export function nameOptimizer<State>(optimizer: Optimizer<State>, name: Name): Optimizer<State> {
  optimizers.set(optimizer.update, { init: optimizer.init, name });
  return optimizer;
}

/**
 * Names an objective that is not built in: this very object, no copy of it.
 *
 * @returns the objective
 *
 * @example
 * ```ts
 * const copied = nameObjective({ ...objective('quadratic-ratio') }, { reference: './ratio.ts' });
 * expect(describeObjective(copied)).toEqual({ reference: './ratio.ts' });
 * expect(describeObjective({ ...copied })).toBeUndefined();
 * ```
 */
export function nameObjective(objective: Objective, name: Name): Objective {
  objectives.set(objective, name);
  return objective;
}

/** The name that an optimizer was given. */
export function nameOfOptimizer({ init, update }: Optimizer): Name | undefined {
  const named = optimizers.get(update);
  return named?.init === init ? named.name : undefined;
}

/** The name that an objective was given. */
export function nameOfObjective(objective: Objective): Name | undefined {
  return objectives.get(objective);
}
