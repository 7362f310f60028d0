/** The two storage types in which every experiment can run. */
export type FloatArray = Float64Array | Float32Array;

/** How numbers are stored between operations. */
export type Precision = 'float64' | 'float32';

/**
 * A dense tensor: its entries in row-major order, and its shape.
 *
 * `data.length` equals the product of `shape`; a scalar has shape `[]` and one entry.
 */
export interface Tensor {
  readonly data: FloatArray;
  readonly shape: readonly number[];
}

/** Number of entries of a tensor of this shape. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * A tensor of zeros.
 *
 * @example
 * ```ts
 * expect(zeros([2, 3], 'float32')).toEqual({ data: new Float32Array(6), shape: [2, 3] });
 * ```
 */
export function zeros(shape: readonly number[], precision: Precision): Tensor {
  const length = size(shape);
  return { data: precision === 'float64' ? new Float64Array(length) : new Float32Array(length), shape };
}

/** A copy that shares no memory with the original. */
export function copy(tensor: Tensor): Tensor {
  return { data: tensor.data.slice(), shape: tensor.shape };
}
