import { channelsOf, positionsOf } from '../shapes.ts';
import { together } from '../scales.ts';
import type { Layer } from './layer.ts';

/** Adds a number to every channel: y = z + b, ∂b = sum of ∂y over the batch. */
export const bias: Layer = {
  name: 'bias',
  formula: 'y = z + b',
  options: {},
  output: ([input]) => input,
  arrays: ([input]) => [{ name: 'bias', shape: [channelsOf(input)], role: 'bias' }],
  scale: together,

  instantiate({ rows: batch, output: shape }) {
    const rows = batch * positionsOf(shape);
    const units = channelsOf(shape);
    return {
      forward({ inputs: [input], output, arrays: [b] }) {
        for (let row = 0, i = 0; row < rows; row++) for (let unit = 0; unit < units; unit++, i++) output[i] = input[i] + b[unit];
      },

      backward({ outputGradient, inputGradients: [inputGradient], gradients: [gradient] }) {
        if (gradient !== undefined) {
          for (let unit = 0; unit < units; unit++) {
            let sum = 0;
            for (let i = unit; i < rows * units; i += units) sum += outputGradient[i];
            gradient[unit] = sum;
          }
        }
        inputGradient?.set(outputGradient);
      },
    };
  },
};
