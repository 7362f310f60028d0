import { lostByCopy } from './lost-by-copy.ts';
import type { Optimizer } from './optimizer.ts';

/** An independent copy of an optimizer's state, by its own `copyState` where it has one, by `copyPlain` otherwise. */
export function copyState<State>(optimizer: Optimizer<State>, state: State): State {
  return optimizer.copyState === undefined ? copyPlain(state) : optimizer.copyState(state);
}

/**
 * A copy of plain data.
 *
 * @throws TypeError, or the DOMException of `structuredClone`, where there is more than data in it
 */
export function copyPlain<State>(state: State): State {
  const lost = lostByCopy(state);
  if (lost !== undefined)
    throw new TypeError(`it holds an object of the class ${lost}, whose methods and private fields a copy loses`);
  return structuredClone(state);
}
