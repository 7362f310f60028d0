import { size } from '../../arithmetic/tensor.ts';
import { multiply } from '../matrix-product.ts';
import { product } from '../scales.ts';
import type { Layer } from './layer.ts';

/**
 * A linear map without bias, of all numbers of a row.
 *
 *     z = x W,   ∂W = xᵀ ∂z,   ∂x = ∂z Wᵀ
 *
 * W has shape [inputs, units], so that column j holds the weights of unit j.
 *
 * - `units`: numbers a row that go out.
 */
export const linear: Layer<{ units: number }> = {
  name: 'linear',
  formula: 'z = x W',
  options: { units: { min: 1, integer: true } },
  output: (_inputs, { units }) => [units],
  arrays: ([input], { units }) => [{ name: 'weight', shape: [size(input), units], role: 'weight' }],
  scale: product,

  instantiate({ rows, inputs: [shape], output: [units] }) {
    const length = size(shape);
    return {
      forward({ inputs: [x], output, arrays: [w] }) {
        multiply({ data: x, down: length, across: 1 }, { data: w, down: units, across: 1 }, output, rows, length, units);
      },

      backward({ inputs: [x], arrays: [w], outputGradient, inputGradients: [inputGradient], gradients: [gradient] }) {
        const gradientView = { data: outputGradient, down: units, across: 1 };
        if (gradient !== undefined) multiply({ data: x, down: 1, across: length }, gradientView, gradient, length, rows, units);
        if (inputGradient !== undefined)
          multiply(gradientView, { data: w, down: 1, across: units }, inputGradient, rows, units, length);
      },
    };
  },
};
