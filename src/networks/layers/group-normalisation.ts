import { size, zeros } from '../../arithmetic/tensor.ts';
import { inverseRoot } from '../inverse-root.ts';
import { normalised } from '../scales.ts';
import { channelsOf } from '../shapes.ts';
import type { Layer } from './layer.ts';

/**
 * Group normalisation: within every row, each of `groups` runs of neighbouring units has mean 0 and variance 1.
 *
 *     y = (z − μ) r,   r = 1/√(σ² + ε),   ∂z = r (∂y − mean(∂y) − y·mean(∂y·y))      (means over the run)
 *
 * With ε = 0 the weight matrix before it is scale-invariant as a whole (and so are the columns of each run together). A run of
 * equal numbers has output 0, as under batch normalisation.
 *
 * - `groups`: number of runs; divides the units. Of pictures, whose channels do not lie side by side, there can be one only.
 * - `epsilon` ε ≥ 0 (default 0).
 *
 * Source: Wu & He 2018 (arXiv 1803.08494), equations 1 to 3.
 */
export const groupNormalisation: Layer<{ groups: number; epsilon: number }> = {
  name: 'group-normalisation',
  formula: 'y = (z − μ)/√(σ² + ε), over runs of a row',
  options: { groups: { min: 1, integer: true }, epsilon: { min: 0, default: 0 } },
  scale: normalised,

  output([input], { groups }) {
    if (size(input) % groups !== 0) throw new Error(`its ${size(input)} units have to be a multiple of groups=${groups}`);
    if (groups > 1 && input.length > 1 && channelsOf(input) < size(input))
      throw new Error(`groups=${groups} of a picture of shape ${input.join('×')} would not be runs of its numbers`);
    return input;
  },

  instantiate({ rows, output: shape, precision }, { groups, epsilon }) {
    const runs = rows * groups;
    const length = size(shape) / groups;
    const scales = zeros([runs], precision).data;
    return {
      forward({ inputs: [input], output }) {
        for (let run = 0; run < runs; run++) {
          const start = run * length;
          const end = start + length;
          const first = input[start];
          let sum = 0;
          for (let i = start; i < end; i++) sum += input[i] - first;
          const mean = first + sum / length;
          let squares = 0;
          for (let i = start; i < end; i++) {
            const deviation = input[i] - mean;
            squares += deviation * deviation;
          }
          const variance = squares / length;
          scales[run] = inverseRoot(variance + epsilon);
          const scale = scales[run];
          for (let i = start; i < end; i++) output[i] = (input[i] - mean) * scale;
        }
      },

      backward({ output, outputGradient, inputGradients: [inputGradient] }) {
        if (inputGradient === undefined) return;
        for (let run = 0; run < runs; run++) {
          const start = run * length;
          const end = start + length;
          let sum = 0;
          let product = 0;
          for (let i = start; i < end; i++) {
            sum += outputGradient[i];
            product += outputGradient[i] * output[i];
          }
          const mean = sum / length;
          const slope = product / length;
          const scale = scales[run];
          for (let i = start; i < end; i++) inputGradient[i] = scale * (outputGradient[i] - mean - slope * output[i]);
        }
      },
    };
  },
};
