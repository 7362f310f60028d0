import { read, type Layer, type Source } from './layer.ts';
import { multiply } from './matrix-product.ts';

/**
 * A linear map without bias.
 *
 *     z = x W,   ∂W = xᵀ ∂z,   ∂x = ∂z Wᵀ
 *
 * W has shape [inputs, outputs], so that column j holds the weights of unit j.
 *
 * @param weights index of W among the parameters, or fixed values
 */
export function linear({
  rows,
  inputs,
  outputs,
  weights,
}: {
  rows: number;
  inputs: number;
  outputs: number;
  weights: Source;
}): Layer {
  return {
    inputs,
    outputs,

    forward(input, output, parameters) {
      const w = read(weights, parameters);
      multiply({ data: input, down: inputs, across: 1 }, { data: w, down: outputs, across: 1 }, output, rows, inputs, outputs);
    },

    backward(input, _output, outputGradient, inputGradient, parameters, gradients) {
      if (typeof weights === 'number') {
        const transposedInput = { data: input, down: 1, across: inputs };
        multiply(
          transposedInput,
          { data: outputGradient, down: outputs, across: 1 },
          gradients[weights].data,
          inputs,
          rows,
          outputs,
        );
      }
      if (inputGradient !== undefined) {
        const transposedWeights = { data: read(weights, parameters), down: 1, across: outputs };
        multiply({ data: outputGradient, down: outputs, across: 1 }, transposedWeights, inputGradient, rows, outputs, inputs);
      }
    },
  };
}
