import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer, UpdateArguments } from './optimizer.ts';

/** One call of `update` whose gradients are known beforehand. */
export type KnownCall = Pick<UpdateArguments, 'gradients' | 'learningRate' | 'weightDecay' | 'listed'>;

/** What all calls of a list share, the number of the first call, and the calls. */
export interface KnownCalls extends Pick<UpdateArguments, 'parameters' | 'state' | 'hyperparameters' | 'step'> {
  readonly calls: readonly KnownCall[];
}

/** Makes the calls in place, as `update` does, and returns copies of the parameters after each of them. */
export type MakeKnownCalls = (calls: KnownCalls) => Tensor[][];

const known = new WeakMap<Optimizer['update'], MakeKnownCalls>();

/**
 * Tells how to make many calls of an `update` function in one exchange, for an optimizer that lives in another process, where an
 * exchange costs more than most updates.
 *
 * It belongs to the function and not to the optimizer, so that a wrapper with another `update` does not inherit it.
 */
export function makesKnownCalls(update: Optimizer['update'], make: MakeKnownCalls): void {
  known.set(update, make);
}

/** How to make many calls of this `update` at once, where that is another way than one after the other. */
export function knownCallsOf(update: Optimizer['update']): MakeKnownCalls | undefined {
  return known.get(update);
}
