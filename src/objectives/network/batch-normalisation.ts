import { zeros, type Precision } from '../../arithmetic/tensor.ts';
import { inverseRoot } from './inverse-root.ts';
import type { Layer } from './layer.ts';

/**
 * Batch normalisation: every unit has mean 0 and variance 1 over the batch. No running statistics.
 *
 *     y = (z − μ) r,   r = 1/√(σ² + ε),   ∂z = r (∂y − mean(∂y) − y·mean(∂y·y))      (means over the batch)
 *
 * With ε = 0 each column of the weights before it is scale-invariant on its own. A unit whose rows are all equal has output 0, and
 * no gradient passes if ε = 0 (see `inverseRoot`). For such a unit to be recognised, μ is summed from the first row on, as
 * z₀ + mean(z − z₀): then the mean of equal rows is exactly their value.
 *
 * @param rows rows of the batch
 * @param units numbers a row
 * @param epsilon ε ≥ 0
 * @param estimationRows the first so many rows alone determine μ and σ, the others are normalised with the same numbers, as test
 *   data are (default: all rows). `backward` is for batches in which all rows count.
 *
 * Source: Ioffe & Szegedy 2015 (arXiv 1502.03167), section 3, biased variance.
 */
export function batchNormalisation({
  rows,
  units,
  epsilon,
  precision,
  estimationRows = rows,
}: {
  rows: number;
  units: number;
  epsilon: number;
  precision: Precision;
  estimationRows?: number;
}): Layer {
  const scales = zeros([units], precision).data;
  const end = rows * units;
  const estimationEnd = estimationRows * units;

  return {
    inputs: units,
    outputs: units,

    forward(input, output) {
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

    backward(_input, output, outputGradient, inputGradient) {
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
}
