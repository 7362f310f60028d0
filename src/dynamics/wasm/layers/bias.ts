import { channelsOf, positionsOf } from '../../../networks/shapes.ts';
import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';

export const bias: LayerBinding = {
  layer: 'bias',
  compile({ machine, rows: batch, output: shape, inputs: [input], arrays: [{ region, gradient }] }) {
    const [rows, units] = [batch * positionsOf(shape), channelsOf(shape)];
    const output = machine.scratch(rows * units);
    const bytes = rows * units * machine.word;
    return {
      output,
      forward: [call('biasForward', input, region, output, rows, units)],
      backward: (outputGradient, [inputGradient]) => [
        ...(gradient ? [call('biasGradient', outputGradient, gradient, rows, units)] : []),
        ...(inputGradient ? [call('copy', outputGradient, inputGradient, bytes)] : []),
      ],
    };
  },
};
