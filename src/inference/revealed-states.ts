import { numbersIn, type Numbers } from './state-numbers.ts';

const known = new WeakMap<object, () => readonly Numbers[]>();

/**
 * Tells how to look into a state that is kept elsewhere, as in another process.
 *
 * It belongs to the state and not to the optimizer, so that a wrapper with a state of its own does not inherit it.
 *
 * @param look every array of numbers in it, in a fixed order, as `numbersIn` gives them
 */
export function revealsState(state: object, look: () => readonly Numbers[]): void {
  known.set(state, look);
}

/** How to look into a state: where it is no plain data, only if somebody told how. */
export function lookInto(state: unknown, isPlain: boolean): (() => readonly Numbers[]) | undefined {
  const look = typeof state === 'object' && state !== null ? known.get(state) : undefined;
  return look ?? (isPlain ? () => numbersIn(state) : undefined);
}
