import type { Tensor } from '../../arithmetic/tensor.ts';

/** Gradients of which one entry of each row is left, another one from step to step, and none of vectors: no row of a matrix is without. */
export function oneOfEachRow(gradients: readonly Tensor[], step: number): Tensor[] {
  return gradients.map(({ data, shape }) => {
    const length = shape.length > 1 ? shape[shape.length - 1] : Infinity;
    const isLeft = (j: number): boolean => j % length === (step + Math.floor(j / length)) % length;
    return { data: data.map((x: number, j: number) => (length < Infinity && isLeft(j) ? x : 0)) as typeof data, shape };
  });
}
