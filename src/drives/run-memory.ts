import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { DriveProblem, Trajectory } from './problem.ts';

const numbers = new WeakMap<Tensor['data'], number>();
let numbered = 0;

/** Arrays of a problem are never written to, so that whoever has the same array has the same numbers. */
function numberOf(data: Tensor['data']): number {
  const known = numbers.get(data) ?? ++numbered;
  numbers.set(data, known);
  return known;
}

const keyOf = (tensors: readonly Tensor[]): string => tensors.map(({ data, shape }) => `${numberOf(data)}[${shape}]`).join();

/**
 * Runs that were made for one configuration of a law: drives compare with the same plain runs, of all tensors and of each by itself,
 * so that a run with the same inputs is made once.
 */
export class RunMemory {
  readonly #runs = new WeakMap<Optimizer, Map<string, Trajectory>>();

  /** Where an optimizer goes from these inputs; `make` is asked where that is not known yet. What throws is not kept. */
  recall(
    optimizer: Optimizer,
    { start, steps, hyperparameters }: DriveProblem,
    way: Way | undefined,
    make: () => Trajectory,
  ): Trajectory {
    const calls = steps.map(({ gradients, learningRate, weightDecay }) => [keyOf(gradients), learningRate, weightDecay]);
    const key = JSON.stringify([way, hyperparameters, keyOf(start), calls]);
    const own = this.#runs.get(optimizer) ?? new Map<string, Trajectory>();
    this.#runs.set(optimizer, own);
    const run = own.get(key) ?? make();
    own.set(key, run);
    return run;
  }
}
