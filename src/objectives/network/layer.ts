import type { FloatArray, Tensor } from '../../arithmetic/tensor.ts';

/**
 * A differentiable map of a batch, row by row or across rows. It owns no batch memory: the network hands it all arrays, so that
 * a step allocates nothing. What `forward` remembers for `backward` (a standard deviation, say) is scratch of the layer.
 *
 * All batches are row-major: `[rows, inputs]` and `[rows, outputs]`. `parameters` and `gradients` are those of the whole
 * objective; a layer knows its own by index.
 */
export interface Layer {
  /** Numbers a row that come in. */
  readonly inputs: number;
  /** Numbers a row that go out. */
  readonly outputs: number;
  forward(input: FloatArray, output: FloatArray, parameters: readonly Tensor[]): void;
  /**
   * Writes the gradients of the layer's own parameters into `gradients`, and ∂loss/∂input into `inputGradient` unless it is
   * `undefined`, as before a first layer, whose input is data. Call it after the `forward` of the same batch.
   */
  backward(
    input: FloatArray,
    output: FloatArray,
    outputGradient: FloatArray,
    inputGradient: FloatArray | undefined,
    parameters: readonly Tensor[],
    gradients: readonly Tensor[],
  ): void;
}

/** Where a layer finds its numbers: index of a trained parameter, or values that never change. */
export type Source = number | FloatArray;

/** The numbers that a source stands for. */
export function read(source: Source, parameters: readonly Tensor[]): FloatArray {
  return typeof source === 'number' ? parameters[source].data : source;
}
