import { zeros, type Tensor } from '../../arithmetic/tensor.ts';
import type { ReplicaTensors } from '../../optimizers/ensemble-calls.ts';

const sides = ['parameters', 'gradients'] as const;

/** Room for the tensors of many replicas as a frame holds them: those of a tensor one after the other. Parameters are filled in. */
export function stackReplicas(replicas: readonly ReplicaTensors[]): ReplicaTensors {
  const room = ({ data, shape }: Tensor): Tensor =>
    zeros(replicas.length === 1 ? shape : [replicas.length, ...shape], data instanceof Float64Array ? 'float64' : 'float32');
  const [{ parameters, gradients }] = replicas;
  const stack = { parameters: parameters.map(room), gradients: gradients.map(room) };
  fillStack(stack, replicas);
  return stack;
}

/** Copies what replicas have into their stack. */
export function fillStack(stack: ReplicaTensors, replicas: readonly ReplicaTensors[]): void {
  for (const side of sides)
    stack[side].forEach(({ data }, tensor) =>
      replicas.forEach((replica, row) => {
        const own = replica[side][tensor].data;
        data.set(own, row * own.length);
      }),
    );
}

/** Copies from the stack what has come of each replica, gradients included: an optimizer may have changed those that it was given. */
export function spreadStack(stack: ReplicaTensors, replicas: readonly ReplicaTensors[]): void {
  for (const side of sides)
    stack[side].forEach(({ data }, tensor) =>
      replicas.forEach((replica, row) => {
        const own = replica[side][tensor].data;
        own.set(data.subarray(row * own.length, (row + 1) * own.length));
      }),
    );
}
