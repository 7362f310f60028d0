import { zeros, type FloatArray, type Precision, type Tensor } from '../../arithmetic/tensor.ts';
import type { Layer } from './layer.ts';

/** A chain of layers with the memory for one batch of a fixed number of rows. */
export class Network {
  private readonly layers: readonly Layer[];
  /** Outputs of the layers; the last one is the network's. */
  private readonly outputs: readonly FloatArray[];
  /** ∂loss/∂output of the layers, where `backward` starts from the last. */
  private readonly outputGradients: readonly FloatArray[];

  /**
   * @param layers in order, each taking what the one before gives
   * @param rows rows of a batch
   * @param precision how numbers are stored between layers
   * @param differentiable whether to have memory for `backward` (default true)
   */
  constructor(layers: readonly Layer[], rows: number, precision: Precision, differentiable: boolean = true) {
    this.layers = layers;
    this.outputs = layers.map((layer) => zeros([rows, layer.outputs], precision).data);
    this.outputGradients = differentiable ? layers.map((layer) => zeros([rows, layer.outputs], precision).data) : [];
  }

  /** Where the gradient of the loss with respect to the network's output goes before `backward`. */
  get outputGradient(): FloatArray {
    return this.outputGradients[this.layers.length - 1];
  }

  /** Computes the output for a batch. The array belongs to the network and is overwritten by the next call. */
  forward(input: FloatArray, parameters: readonly Tensor[]): FloatArray {
    const { layers, outputs } = this;
    for (let i = 0; i < layers.length; i++) layers[i].forward(i === 0 ? input : outputs[i - 1], outputs[i], parameters);
    return outputs[layers.length - 1];
  }

  /** Writes the gradients of all parameters, from `outputGradient` and the batch that went forward last. */
  backward(input: FloatArray, parameters: readonly Tensor[], gradients: readonly Tensor[]): void {
    const { layers, outputs, outputGradients } = this;
    for (let i = layers.length - 1; i > 0; i--) {
      layers[i].backward(outputs[i - 1], outputs[i], outputGradients[i], outputGradients[i - 1], parameters, gradients);
    }
    layers[0].backward(input, outputs[0], outputGradients[0], undefined, parameters, gradients);
  }
}
