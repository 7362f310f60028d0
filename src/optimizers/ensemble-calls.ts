import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer, UpdateArguments } from './optimizer.ts';

/** The tensors of one replica. */
export interface ReplicaTensors {
  readonly parameters: readonly Tensor[];
  readonly gradients: readonly Tensor[];
}

/** Runs of many replicas that are at the same step with the same rates. */
export interface EnsembleCalls {
  /** As `init` for each replica; the state is that of all. */
  init(replicas: readonly ReplicaTensors[]): unknown;
  /** As `update` for each replica. */
  update(
    arguments_: Omit<UpdateArguments, 'parameters' | 'gradients' | 'listed'> & { readonly replicas: readonly ReplicaTensors[] },
  ): void;
}

const known = new WeakMap<Optimizer['update'], EnsembleCalls>();

/**
 * Tells how to make one call for all replicas of an ensemble, for an optimizer that lives in another process, where an exchange costs
 * more than most updates. Replicas stay apart: each has a state of its own there.
 *
 * It belongs to the function and not to the optimizer, so that a wrapper with another `update` does not inherit it.
 */
export function makesEnsembleCalls(update: Optimizer['update'], calls: EnsembleCalls): void {
  known.set(update, calls);
}

/** How to call this `update` for many replicas at once, where that is another way than one after the other. */
export function ensembleCallsOf(update: Optimizer['update']): EnsembleCalls | undefined {
  return known.get(update);
}
