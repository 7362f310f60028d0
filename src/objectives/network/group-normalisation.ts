import { zeros, type Precision } from '../../arithmetic/tensor.ts';
import { inverseRoot } from './inverse-root.ts';
import type { Layer } from './layer.ts';

/**
 * Group normalisation: within every row, each of `groups` runs of neighbouring units has mean 0 and variance 1.
 *
 *     y = (z − μ) r,   r = 1/√(σ² + ε),   ∂z = r (∂y − mean(∂y) − y·mean(∂y·y))      (means over the run)
 *
 * With ε = 0 the weight matrix before it is scale-invariant as a whole (and so are the columns of each run together). A run
 * of equal numbers has output 0, as under batch normalisation.
 *
 * @param rows rows of the batch
 * @param units numbers a row
 * @param groups number of runs; divides `units`
 * @param epsilon ε ≥ 0
 *
 * Source: Wu & He 2018 (arXiv 1803.08494), equations 1 to 3.
 */
export function groupNormalisation({
  rows,
  units,
  groups,
  epsilon,
  precision,
}: {
  rows: number;
  units: number;
  groups: number;
  epsilon: number;
  precision: Precision;
}): Layer {
  const runs = rows * groups;
  const length = units / groups;
  const scales = zeros([runs], precision).data;

  return {
    inputs: units,
    outputs: units,

    forward(input, output) {
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

    backward(_input, output, outputGradient, inputGradient) {
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
}
