import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';
import { linear } from './linear.ts';

export const convolution: LayerBinding<{ channels: number; side: number; padding: number }> = {
  layer: 'convolution',
  compile(place, { channels, side, padding }) {
    const { machine, rows, inputs: [input], shapes: [picture], output: [height, width] } = place; // prettier-ignore
    const square = side * side * picture[2];
    const places = rows * height * width;
    const sizes = [rows, ...picture, side, padding];
    const matrix = machine.scratch(places * square);
    const map = linear.compile(
      {
        machine,
        arrays: place.arrays,
        rows: places,
        estimationRows: places,
        inputs: [matrix],
        shapes: [[square]],
        output: [channels],
      },
      { units: channels },
    );
    return {
      ...map,
      forward: [call('unfold', input, matrix, ...sizes), ...map.forward],
      backward(outputGradient, [inputGradient]) {
        if (inputGradient === undefined) return map.backward(outputGradient, [undefined]);
        const matrixGradient = machine.scratch(places * square);
        return [...map.backward(outputGradient, [matrixGradient]), call('fold', inputGradient, matrixGradient, ...sizes)];
      },
    };
  },
};
