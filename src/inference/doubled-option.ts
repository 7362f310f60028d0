import type { Optimizer } from '../optimizers/optimizer.ts';

/** How often is done what is done twice, where the option that says so is doubled, and is that number, one less, or what it is divided by. */
export const otherTimes: readonly number[] = [4, 3, 1];

/**
 * Whether something holds of an optimizer with one of its options doubled: what is done twice where once is right may be what an option
 * asks for, which then asks for more.
 *
 * @param holds of the optimizer with that option changed; where it throws, the value is refused
 */
export function holdsDoubled(optimizer: Optimizer, holds: (other: Optimizer) => boolean): boolean {
  const { hyperparameters = {} } = optimizer;
  return Object.entries(hyperparameters).some(([name, value]) => {
    if (!(value > 0)) return false;
    try {
      return holds({ ...optimizer, hyperparameters: { ...hyperparameters, [name]: 2 * value } });
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}
