import { zeros, type Precision, type Tensor } from '../../src/arithmetic/tensor.ts';
import type { Objective, ObjectiveInstance } from '../../src/objectives/objective.ts';
import { fillNormal } from '../../src/random/normal.ts';
import { stream, type Stream } from '../../src/random/stream.ts';

/** An objective with memory, at random parameters: all of them, also those that start at 0 or 1. */
export interface Beginning {
  readonly instance: ObjectiveInstance;
  readonly parameters: Tensor[];
  readonly gradients: Tensor[];
  readonly data: Stream;
}

export function begin(objective: Objective, precision: Precision, seed: number = 1): Beginning {
  const parameters = objective.parameters.map(({ shape }) => zeros(shape, precision));
  const start = stream(seed, 'start');
  for (const { data } of parameters) fillNormal(start, data);
  return {
    instance: objective.instantiate(precision),
    parameters,
    gradients: parameters.map(({ shape }) => zeros(shape, precision)),
    data: stream(seed, 'data'),
  };
}

/** ⟨a, b⟩ over all tensors, in float64. */
export function inner(a: readonly Tensor[], b: readonly Tensor[]): number {
  let sum = 0;
  a.forEach(({ data }, i) => data.forEach((x, j) => (sum += x * b[i].data[j])));
  return sum;
}
