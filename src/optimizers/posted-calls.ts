import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer, UpdateArguments } from './optimizer.ts';

/** Fills tensors with the parameters that a call leads to, and waits where they are not there yet; throws what the call threw. */
export type Outcome = (parameters: readonly Tensor[]) => void;

/** A call of `update` that nobody waits for. */
export interface PostedCall extends UpdateArguments {
  /** The call before, where nobody has asked for what it leads to: the call starts there, and not where `parameters` are. */
  readonly before?: Outcome;
}

/** Hands a call over, in the order of all calls, and returns at once. Gradients may be changed afterwards. */
export type PostCall = (call: PostedCall) => Outcome;

const known = new WeakMap<Optimizer['update'], PostCall>();

/**
 * Tells how to make calls of an `update` function without waiting for them, for an optimizer that lives in another process: there,
 * waiting for an answer costs more than most updates, and whatever is not looked at need not be waited for.
 *
 * It belongs to the function and not to the optimizer, so that a wrapper with another `update` does not inherit it.
 */
export function postsCalls(update: Optimizer['update'], post: PostCall): void {
  known.set(update, post);
}

/** How to make calls of this `update` without waiting, where that is possible. */
export function posterOf(update: Optimizer['update']): PostCall | undefined {
  return known.get(update);
}
