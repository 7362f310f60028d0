import { zeros } from '../../arithmetic/tensor.ts';
import { inverseRoot } from '../inverse-root.ts';
import { channelsOf, positionsOf } from '../shapes.ts';
import type { Layer } from './layer.ts';

/**
 * Batch normalisation: every channel has mean 0 and variance 1 over the batch. No running statistics.
 *
 *     y = (z − μ) r,   r = 1/√(σ² + ε),   ∂z = r (∂y − mean(∂y) − y·mean(∂y·y))      (means over the batch)
 *
 * With ε = 0 each column of the weights before it is scale-invariant on its own. A channel whose numbers are all equal has output
 * 0, and no gradient passes if ε = 0 (see `inverseRoot`). For such a channel to be recognised, μ is summed from the first number
 * on, as z₀ + mean(z − z₀): then the mean of equal numbers is exactly their value.
 *
 * - `epsilon` ε ≥ 0 (default 0).
 *
 * The place's `estimationRows` alone determine μ and σ, the other rows are normalised with the same numbers, as test data are.
 * `backward` is for batches in which all rows count.
 *
 * Source: Ioffe & Szegedy 2015 (arXiv 1502.03167), sections 3 and 3.2 (pictures: over rows and positions), biased variance.
 */
export const batchNormalisation: Layer<{ epsilon: number }> = {
  name: 'batch-normalisation',
  formula: 'y = (z − μ)/√(σ² + ε), over the batch',
  options: { epsilon: { min: 0, default: 0 } },
  output: ([input]) => input,
  scale: () => 'none',

  instantiate({ rows: batch, estimationRows: estimationBatch, output: shape, precision }, { epsilon }) {
    const units = channelsOf(shape);
    const rows = batch * positionsOf(shape);
    const estimationRows = estimationBatch * positionsOf(shape);
    const scales = zeros([units], precision).data;
    const end = rows * units;
    const estimationEnd = estimationRows * units;
    return {
      forward({ inputs: [input], output }) {
        for (let unit = 0; unit < units; unit++) {
          const first = input[unit];
          let sum = 0;
          for (let i = unit; i < estimationEnd; i += units) sum += input[i] - first;
          const mean = first + sum / estimationRows;
          let squares = 0;
          for (let i = unit; i < estimationEnd; i += units) {
            const deviation = input[i] - mean;
            squares += deviation * deviation;
          }
          const variance = squares / estimationRows;
          scales[unit] = inverseRoot(variance + epsilon);
          const scale = scales[unit];
          for (let i = unit; i < end; i += units) output[i] = (input[i] - mean) * scale;
        }
      },

      backward({ output, outputGradient, inputGradients: [inputGradient] }) {
        if (inputGradient === undefined) return;
        for (let unit = 0; unit < units; unit++) {
          let sum = 0;
          let product = 0;
          for (let i = unit; i < end; i += units) {
            sum += outputGradient[i];
            product += outputGradient[i] * output[i];
          }
          const mean = sum / rows;
          const slope = product / rows;
          const scale = scales[unit];
          for (let i = unit; i < end; i += units) inputGradient[i] = scale * (outputGradient[i] - mean - slope * output[i]);
        }
      },
    };
  },
};
