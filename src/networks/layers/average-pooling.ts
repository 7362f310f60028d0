import { size } from '../../arithmetic/tensor.ts';
import { together } from '../scales.ts';
import type { Layer } from './layer.ts';

/**
 * Average pooling: every channel of a picture is averaged over squares that lie side by side.
 *
 *     y[i, j, c] = mean over 0 ≤ a, b < k of  x[k i + a, k j + b, c],   ∂x = ∂y/k²
 *
 * It takes every scale along, of the whole and of single channels.
 *
 * - `window` k ≥ 1: side of a square; divides height and width.
 *
 * Source: LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document recognition", section II.B.
 */
export const averagePooling: Layer<{ window: number }> = {
  name: 'average-pooling',
  formula: 'y[i, j] = mean of x over the square at (k i, k j)',
  options: { window: { min: 1, integer: true } },
  scale: together,

  output([input], { window }) {
    if (input.length !== 3) throw new Error(`it takes pictures [height, width, channels], received shape ${input.join('×')}`);
    const [height, width, channels] = input;
    if (height % window !== 0 || width % window !== 0)
      throw new Error(`window=${window} has to divide height and width of ${input.join('×')}`);
    return [height / window, width / window, channels];
  },

  instantiate({ rows, inputs: [shape], output: [height, width, channels] }, { window }) {
    const across = width * window * channels;
    const share = window * window;
    /** Calls back with the place of each output, and that of the first number of its square. */
    const each = (visit: (output: number, input: number) => void): void => {
      let output = 0;
      for (let row = 0; row < rows; row++)
        for (let i = 0; i < height; i++)
          for (let j = 0; j < width; j++)
            for (let channel = 0; channel < channels; channel++, output++)
              visit(output, row * size(shape) + i * window * across + j * window * channels + channel);
    };
    return {
      forward({ inputs: [input], output }) {
        each((to, from) => {
          let sum = 0;
          for (let a = 0; a < window; a++) for (let b = 0; b < window; b++) sum += input[from + a * across + b * channels];
          output[to] = sum / share;
        });
      },

      backward({ outputGradient, inputGradients: [inputGradient] }) {
        if (inputGradient === undefined) return;
        each((from, to) => {
          const part = outputGradient[from] / share;
          for (let a = 0; a < window; a++) for (let b = 0; b < window; b++) inputGradient[to + a * across + b * channels] = part;
        });
      },
    };
  },
};
