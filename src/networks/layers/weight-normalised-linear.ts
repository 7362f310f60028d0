import { size, zeros } from '../../arithmetic/tensor.ts';
import { inverseRoot } from '../inverse-root.ts';
import type { Layer } from './layer.ts';
import { linear } from './linear.ts';

/**
 * A linear map whose weight columns are normalised, the array being their unnormalised direction.
 *
 *     z = x W,   Wⱼ = g vⱼ rⱼ,   rⱼ = 1/√(‖vⱼ‖² + ε),   ∂vⱼ = g rⱼ (∂Wⱼ − v̂ⱼ ⟨v̂ⱼ, ∂Wⱼ⟩),   v̂ⱼ = vⱼ rⱼ
 *
 * With ε = 0 each column of v is scale-invariant on its own. The gain g is a constant. A column of zeros has weights 0, and no
 * gradient if ε = 0 (see `inverseRoot`).
 *
 * - `units`: columns of v.
 * - `gain` g > 0 (default √2, which makes a rectified layer keep the mean square of its input: He et al. 2015).
 * - `epsilon` ε ≥ 0 (default 0).
 *
 * Source: Salimans & Kingma 2016 (arXiv 1602.07868), equations 2 and 3.
 */
export const weightNormalisedLinear: Layer<{ units: number; gain: number; epsilon: number }> = {
  name: 'weight-normalised-linear',
  formula: 'z = x W with columns Wⱼ = g vⱼ/√(‖vⱼ‖² + ε)',
  options: {
    units: { min: 1, integer: true },
    gain: { min: Number.MIN_VALUE, default: Math.SQRT2 },
    epsilon: { min: 0, default: 0 },
  },
  output: (_inputs, { units }) => [units],
  arrays: ([input], { units }) => [{ name: 'weight', shape: [size(input), units], role: 'weight' }],
  scale: ([input]) => (input === 'channels' ? undefined : input),

  instantiate(place, { units: outputs, gain, epsilon }) {
    const { inputs: [shape], precision } = place; // prettier-ignore
    const [unitColumns, weights, weightGradients] = [0, 0, 0].map(() => zeros([size(shape), outputs], precision).data);
    const scales = zeros([outputs], precision).data;
    const map = linear.instantiate(place, { units: outputs });
    const end = weights.length;
    return {
      forward(pass) {
        const [v] = pass.arrays;
        for (let unit = 0; unit < outputs; unit++) {
          let squares = 0;
          for (let i = unit; i < end; i += outputs) squares += v[i] * v[i];
          scales[unit] = inverseRoot(squares + epsilon);
          const scale = scales[unit];
          for (let i = unit; i < end; i += outputs) {
            unitColumns[i] = v[i] * scale;
            weights[i] = gain * unitColumns[i];
          }
        }
        map.forward({ ...pass, arrays: [weights] });
      },

      backward(pass) {
        const [g] = pass.gradients;
        map.backward({ ...pass, arrays: [weights], gradients: [g && weightGradients] });
        if (g === undefined) return;
        for (let unit = 0; unit < outputs; unit++) {
          let radial = 0;
          for (let i = unit; i < end; i += outputs) radial += unitColumns[i] * weightGradients[i];
          const scale = gain * scales[unit];
          for (let i = unit; i < end; i += outputs) g[i] = scale * (weightGradients[i] - unitColumns[i] * radial);
        }
      },
    };
  },
};
