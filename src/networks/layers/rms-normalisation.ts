import { size, zeros } from '../../arithmetic/tensor.ts';
import { inverseRoot } from '../inverse-root.ts';
import { normalised } from '../scales.ts';
import type { Layer } from './layer.ts';

/**
 * Root-mean-square normalisation: every row has mean square 1 over its units.
 *
 *     y = z r,   r = 1/√(mean(z²) + ε),   ∂z = r (∂y − y·mean(∂y·y))
 *
 * With ε = 0 the weight matrix before it is scale-invariant as a whole. A row of zeros has output 0, and no gradient passes if
 * ε = 0 (see `inverseRoot`).
 *
 * - `epsilon` ε ≥ 0 (default 0).
 *
 * Source: Zhang & Sennrich 2019 (arXiv 1910.07467), equation 4.
 */
export const rmsNormalisation: Layer<{ epsilon: number }> = {
  name: 'rms-normalisation',
  formula: 'y = z/√(mean(z²) + ε), over a row',
  options: { epsilon: { min: 0, default: 0 } },
  output: ([input]) => input,
  scale: normalised,

  instantiate({ rows, output: shape, precision }, { epsilon }) {
    const units = size(shape);
    const scales = zeros([rows], precision).data;
    return {
      forward({ inputs: [input], output }) {
        for (let row = 0; row < rows; row++) {
          const start = row * units;
          const end = start + units;
          let squares = 0;
          for (let i = start; i < end; i++) squares += input[i] * input[i];
          const meanSquare = squares / units;
          scales[row] = inverseRoot(meanSquare + epsilon);
          const scale = scales[row];
          for (let i = start; i < end; i++) output[i] = input[i] * scale;
        }
      },

      backward({ output, outputGradient, inputGradients: [inputGradient] }) {
        if (inputGradient === undefined) return;
        for (let row = 0; row < rows; row++) {
          const start = row * units;
          const end = start + units;
          let product = 0;
          for (let i = start; i < end; i++) product += outputGradient[i] * output[i];
          const slope = product / units;
          const scale = scales[row];
          for (let i = start; i < end; i++) inputGradient[i] = scale * (outputGradient[i] - slope * output[i]);
        }
      },
    };
  },
};
