import { size, zeros } from '../../arithmetic/tensor.ts';
import { product } from '../scales.ts';
import { fold, placesOf, unfold } from '../unfold.ts';
import type { Layer } from './layer.ts';
import { linear } from './linear.ts';

/**
 * A convolution of pictures without bias, as networks have it (a correlation): the same linear map of every square.
 *
 *     z[i, j, o] = Σ over 0 ≤ a, b < k and c of  x[i + a − p, j + b − p, c] W[a, b, c, o],   x = 0 outside
 *
 * W has shape [k, k, channels in, channels out].
 *
 * - `channels`: channels that go out.
 * - `side` k ≥ 1 of a square; `padding` p ≥ 0 (default 0), the margin of zeros around a picture: k = 2p + 1 keeps its size.
 *
 * Source: LeCun, Bottou, Bengio & Haffner 1998, section II.A; Dumoulin & Visin 2016 (arXiv 1603.07285), section 4, for the transposed
 * map.
 */
export const convolution: Layer<{ channels: number; side: number; padding: number }> = {
  name: 'convolution',
  formula: 'z[i, j] = Σ x[i + a, j + b] W[a, b] over a square',
  options: {
    channels: { min: 1, integer: true },
    side: { min: 1, integer: true },
    padding: { min: 0, integer: true, default: 0 },
  },
  arrays: ([[, , inputs]], { channels, side }) => [{ name: 'weight', shape: [side, side, inputs, channels], role: 'weight' }],
  scale: product,

  output([picture], { channels, side, padding }) {
    if (picture.length !== 3) throw new Error(`it takes pictures [height, width, channels], received shape ${picture.join('×')}`);
    if (padding >= side) throw new Error(`padding=${padding} has to be less than side=${side}: squares would lie outside`);
    const [height, width] = placesOf({ side, padding, picture });
    if (height < 1 || width < 1) throw new Error(`a square of side=${side} does not fit into ${picture.join('×')}`);
    return [height, width, channels];
  },

  instantiate({ rows, estimationRows, inputs: [picture], output: [height, width, channels], precision }, { side, padding }) {
    const squares = { side, padding, picture };
    const square = side * side * picture[2];
    const places = rows * height * width;
    const matrix = zeros([places, square], precision).data;
    // Of as many numbers, so that nothing is allocated where a network is only evaluated.
    let matrixGradient: typeof matrix | undefined;
    const inputs = [[square]];
    const map = linear.instantiate({ rows: places, estimationRows, inputs, output: [channels], precision }, { units: channels });
    return {
      forward(pass) {
        unfold(squares, rows, pass.inputs[0], matrix);
        map.forward({ ...pass, inputs: [matrix] });
      },

      backward(pass) {
        const [inputGradient] = pass.inputGradients;
        if (inputGradient !== undefined) matrixGradient ??= zeros([size([places, square])], precision).data;
        const inputGradients = [inputGradient && matrixGradient];
        map.backward({ ...pass, inputs: [matrix], inputGradients });
        if (inputGradient !== undefined) fold(squares, rows, matrixGradient!, inputGradient);
      },
    };
  },
};
