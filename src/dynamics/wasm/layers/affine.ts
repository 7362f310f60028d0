import { channelsOf, positionsOf } from '../../../networks/shapes.ts';
import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';

export const affine: LayerBinding = {
  layer: 'affine',
  compile({ machine, rows: batch, output: shape, inputs: [input], arrays: [gain, shift] }) {
    const [rows, units] = [batch * positionsOf(shape), channelsOf(shape)];
    const output = machine.scratch(rows * units);
    return {
      output,
      forward: [call('affineForward', input, gain.region, shift.region, output, rows, units)],
      backward: (outputGradient, [inputGradient]) => [
        ...(gain.gradient ? [call('gainGradient', outputGradient, input, gain.gradient, rows, units)] : []),
        ...(shift.gradient ? [call('biasGradient', outputGradient, shift.gradient, rows, units)] : []),
        ...(inputGradient ? [call('affineInputGradient', outputGradient, gain.region, inputGradient, rows, units)] : []),
      ],
    };
  },
};
