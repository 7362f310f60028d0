import { zeros, type Precision } from '../../arithmetic/tensor.ts';
import { inverseRoot } from './inverse-root.ts';
import type { Layer } from './layer.ts';
import { linear } from './linear.ts';

/**
 * A linear map whose weight columns are normalised, the parameter being their unnormalised direction.
 *
 *     z = x W,   Wⱼ = g vⱼ rⱼ,   rⱼ = 1/√(‖vⱼ‖² + ε),   ∂vⱼ = g rⱼ (∂Wⱼ − v̂ⱼ ⟨v̂ⱼ, ∂Wⱼ⟩),   v̂ⱼ = vⱼ rⱼ
 *
 * With ε = 0 each column of v is scale-invariant on its own. The gain g is a constant. A column of zeros has weights 0,
 * and no gradient if ε = 0 (see `inverseRoot`).
 *
 * @param rows rows of the batch
 * @param inputs rows of v
 * @param outputs columns of v
 * @param direction index of v among the parameters
 * @param gain g > 0
 * @param epsilon ε ≥ 0
 *
 * Source: Salimans & Kingma 2016 (arXiv 1602.07868), equations 2 and 3.
 */
export function weightNormalisedLinear({
  rows,
  inputs,
  outputs,
  direction,
  gain,
  epsilon,
  precision,
}: {
  rows: number;
  inputs: number;
  outputs: number;
  direction: number;
  gain: number;
  epsilon: number;
  precision: Precision;
}): Layer {
  const unitColumns = zeros([inputs, outputs], precision);
  const weights = zeros([inputs, outputs], precision);
  const weightGradients = zeros([inputs, outputs], precision);
  const scales = zeros([outputs], precision).data;
  const map = linear({ rows, inputs, outputs, weights: 0 });
  const mapParameters = [weights];
  const mapGradients = [weightGradients];
  const end = inputs * outputs;

  return {
    inputs,
    outputs,

    forward(input, output, parameters) {
      const v = parameters[direction].data;
      for (let unit = 0; unit < outputs; unit++) {
        let squares = 0;
        for (let i = unit; i < end; i += outputs) squares += v[i] * v[i];
        scales[unit] = inverseRoot(squares + epsilon);
        const scale = scales[unit];
        for (let i = unit; i < end; i += outputs) {
          unitColumns.data[i] = v[i] * scale;
          weights.data[i] = gain * unitColumns.data[i];
        }
      }
      map.forward(input, output, mapParameters);
    },

    backward(input, output, outputGradient, inputGradient, _parameters, gradients) {
      map.backward(input, output, outputGradient, inputGradient, mapParameters, mapGradients);
      const g = gradients[direction].data;
      for (let unit = 0; unit < outputs; unit++) {
        let radial = 0;
        for (let i = unit; i < end; i += outputs) radial += unitColumns.data[i] * weightGradients.data[i];
        const scale = gain * scales[unit];
        for (let i = unit; i < end; i += outputs) g[i] = scale * (weightGradients.data[i] - unitColumns.data[i] * radial);
      }
    },
  };
}
