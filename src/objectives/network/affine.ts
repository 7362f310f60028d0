import { read, type Layer, type Source } from './layer.ts';

/**
 * Gain and shift of every unit, as they follow a normaliser: y = γ x + β, ∂γ = Σ ∂y·x, ∂β = Σ ∂y (sums over the batch).
 *
 * @param rows rows of the batch
 * @param units numbers a row
 * @param gain γ, shape [units]: its index among the parameters, or fixed values
 * @param shift β, likewise
 */
export function affine({ rows, units, gain, shift }: { rows: number; units: number; gain: Source; shift: Source }): Layer {
  return {
    inputs: units,
    outputs: units,

    forward(input, output, parameters) {
      const gamma = read(gain, parameters);
      const beta = read(shift, parameters);
      for (let row = 0, i = 0; row < rows; row++)
        for (let unit = 0; unit < units; unit++, i++) output[i] = gamma[unit] * input[i] + beta[unit];
    },

    backward(input, _output, outputGradient, inputGradient, parameters, gradients) {
      const gamma = read(gain, parameters);
      for (let unit = 0; unit < units; unit++) {
        let sum = 0;
        let product = 0;
        for (let i = unit; i < rows * units; i += units) {
          sum += outputGradient[i];
          product += outputGradient[i] * input[i];
          if (inputGradient !== undefined) inputGradient[i] = gamma[unit] * outputGradient[i];
        }
        if (typeof gain === 'number') gradients[gain].data[unit] = product;
        if (typeof shift === 'number') gradients[shift].data[unit] = sum;
      }
    },
  };
}
