import type { FloatArray, Tensor } from '../arithmetic/tensor.ts';

/** One array of zeros a parameter tensor, of its length and storage type: the memory of a first or second moment. */
export function zerosLike(parameters: readonly Tensor[]): FloatArray[] {
  return parameters.map(({ data }) => data.slice().fill(0));
}
