import { size } from '../../../arithmetic/tensor.ts';
import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';

export const averagePooling: LayerBinding<{ window: number }> = {
  layer: 'average-pooling',
  compile({ machine, rows, output: shape, inputs: [input] }, { window }) {
    const output = machine.scratch(rows * size(shape));
    const sizes = [rows, ...shape, window];
    return {
      output,
      forward: [call('averagePoolingForward', input, output, ...sizes)],
      backward: (outputGradient, [inputGradient]) =>
        inputGradient ? [call('averagePoolingBackward', inputGradient, outputGradient, ...sizes)] : [],
    };
  },
};
