import type { Optimizer } from '../optimizers/optimizer.ts';
import { impulseResponse, rounding } from './response-kernel.ts';

/** Steps after a gradient, and a share of an option of which nothing shows in them. */
const [steps, little] = [8, 2 ** -40];

/**
 * Whether an option pulls on the weights of a linear rule: a gradient acts on its own step as it should, and what comes of it afterwards depends on the
 * learning rate, but for that option.
 *
 * @param fill first steps that only fill the state
 */
export function isPulled(optimizer: Optimizer, fill: number): boolean {
  if (pull(optimizer, fill) !== true) return false;
  const { hyperparameters = {} } = optimizer;
  return Object.entries(hyperparameters).some(([name, value]) => {
    try {
      return pull({ ...optimizer, hyperparameters: { ...hyperparameters, [name]: value * little } }, fill) === false;
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}

/** Whether there is one; `undefined` where the rule is not linear, or its own step not proportional to the rate. */
function pull(optimizer: Optimizer, fill: number): boolean | undefined {
  const [fast, slow] = [1, 0.5].map((rate) => impulseResponse(optimizer, fill + 1, () => rate, steps)?.map((r) => r / rate));
  if (fast === undefined || slow === undefined) return undefined;
  const off = rounding(optimizer);
  if (Math.abs(fast[0] - slow[0]) > off) return undefined;
  return fast.some((r, lag) => Math.abs(r - slow[lag]) > off);
}
