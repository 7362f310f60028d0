import type { Optimizer } from './optimizer.ts';

/** An independent copy of an optimizer's state, by its own `copyState` where it has one, by `structuredClone` otherwise. */
export function copyState<State>(optimizer: Optimizer<State>, state: State): State {
  return optimizer.copyState === undefined ? structuredClone(state) : optimizer.copyState(state);
}
