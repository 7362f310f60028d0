import { size } from '../../../arithmetic/tensor.ts';
import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';

export const rmsNormalisation: LayerBinding<{ epsilon: number }> = {
  layer: 'rms-normalisation',
  compile({ machine, rows, output: shape, inputs: [input] }, { epsilon }) {
    const units = size(shape);
    const output = machine.scratch(rows * units);
    const scales = machine.scratch(rows);
    return {
      output,
      forward: [call('rmsNormalisationForward', input, output, scales, rows, units, { real: epsilon })],
      backward: (outputGradient, [inputGradient]) =>
        inputGradient ? [call('rmsNormalisationBackward', outputGradient, output, scales, inputGradient, rows, units)] : [],
    };
  },
};
