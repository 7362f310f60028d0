import { size } from '../../../arithmetic/tensor.ts';
import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';

export const groupNormalisation: LayerBinding<{ groups: number; epsilon: number }> = {
  layer: 'group-normalisation',
  compile({ machine, rows, output: shape, inputs: [input] }, { groups, epsilon }) {
    const runs = rows * groups;
    const length = size(shape) / groups;
    const output = machine.scratch(runs * length);
    const scales = machine.scratch(runs);
    return {
      output,
      forward: [call('groupNormalisationForward', input, output, scales, runs, length, { real: epsilon })],
      backward: (outputGradient, [inputGradient]) =>
        inputGradient ? [call('groupNormalisationBackward', outputGradient, output, scales, inputGradient, runs, length)] : [],
    };
  },
};
