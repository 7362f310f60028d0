import type { Optimizer } from './optimizer.ts';

/** The rates of `iterate`, and any hyperparameters that differ from the optimizer's defaults. */
export interface IterateOptions {
  readonly learningRate: number;
  readonly weightDecay?: number;
  readonly [hyperparameter: string]: number | undefined;
}

/**
 * Feeds a given sequence of gradients to an optimizer that holds a single vector: a calculator for examples and unit tests.
 *
 * @param optimizer the update rule
 * @param start the parameters before the first update, shape [n]
 * @param gradients what the optimizer is told at each update, shape [steps][n]; they do not depend on the parameters
 * @param options learning rate, weight decay (default 0), and hyperparameters by name
 * @returns the parameters after the last update, computed in float64; `start` is left as it was
 *
 * @example
 * ```ts
 * expect(iterate(sgd, [1], [[2]], { learningRate: 0.25, weightDecay: 0.5 })).toEqual([0.375]);
 * ```
 */
export function iterate(
  optimizer: Optimizer,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
  { learningRate, weightDecay = 0, ...changed }: IterateOptions,
): number[] {
  const shape = [start.length];
  const parameters = [{ data: Float64Array.from(start), shape }];
  const hyperparameters = { ...optimizer.hyperparameters, ...(changed as Record<string, number>) };
  const state: unknown = optimizer.init({ parameters });
  gradients.forEach((gradient, t) => {
    const tensors = [{ data: Float64Array.from(gradient), shape }];
    optimizer.update({ parameters, gradients: tensors, state, learningRate, weightDecay, hyperparameters, step: t + 1 });
  });
  return [...parameters[0].data];
}
