import { size } from '../../../arithmetic/tensor.ts';
import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';

export const add: LayerBinding = {
  layer: 'add',
  compile({ machine, rows, output: shape, inputs: [a, b] }) {
    const length = rows * size(shape);
    const output = machine.scratch(length);
    return {
      output,
      forward: [call('addBatches', a, b, output, length)],
      backward: (outputGradient, inputGradients) =>
        inputGradients.flatMap((gradient) => (gradient ? [call('copy', outputGradient, gradient, length * machine.word)] : [])),
    };
  },
};
