import { size } from '../../arithmetic/tensor.ts';
import type { LayerBinding } from './layers/layer-binding.ts';
import { call } from './program.ts';

/** Binds a function of one number, y = φ(x), to the kernels `…Forward` and `…Backward`. */
export function activationBinding(layer: string, kernel: string): LayerBinding {
  return {
    layer,
    compile({ machine, rows, output: shape, inputs: [input] }) {
      const length = rows * size(shape);
      const output = machine.scratch(length);
      return {
        output,
        forward: [call(`${kernel}Forward`, input, output, length)],
        backward: (outputGradient, [inputGradient]) =>
          inputGradient ? [call(`${kernel}Backward`, outputGradient, input, output, inputGradient, length)] : [],
      };
    },
  };
}
