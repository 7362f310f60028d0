import { channelsOf, positionsOf } from '../shapes.ts';
import { together } from '../scales.ts';
import type { Layer } from './layer.ts';

/** Gain and shift of every channel, as they follow a normaliser: y = γ x + β, ∂γ = Σ ∂y·x, ∂β = Σ ∂y (sums over the batch). */
export const affine: Layer = {
  name: 'affine',
  formula: 'y = γ x + β',
  options: {},
  output: ([input]) => input,
  arrays: ([input]) => [
    { name: 'gain', shape: [channelsOf(input)], role: 'gain' },
    { name: 'shift', shape: [channelsOf(input)], role: 'shift' },
  ],
  scale([input], [gain, shift]) {
    if (input !== 'none' && gain !== 'none') return undefined;
    return together([input === 'none' ? gain : input, shift]);
  },

  instantiate({ rows: batch, output: shape }) {
    const rows = batch * positionsOf(shape);
    const units = channelsOf(shape);
    return {
      forward({ inputs: [input], output, arrays: [gamma, beta] }) {
        for (let row = 0, i = 0; row < rows; row++)
          for (let unit = 0; unit < units; unit++, i++) output[i] = gamma[unit] * input[i] + beta[unit];
      },

      backward({
        inputs: [input],
        arrays: [gamma],
        outputGradient,
        inputGradients: [inputGradient],
        gradients: [ofGain, ofShift],
      }) {
        for (let unit = 0; unit < units; unit++) {
          let sum = 0;
          let product = 0;
          for (let i = unit; i < rows * units; i += units) {
            sum += outputGradient[i];
            product += outputGradient[i] * input[i];
            if (inputGradient !== undefined) inputGradient[i] = gamma[unit] * outputGradient[i];
          }
          if (ofGain !== undefined) ofGain[unit] = product;
          if (ofShift !== undefined) ofShift[unit] = sum;
        }
      },
    };
  },
};
