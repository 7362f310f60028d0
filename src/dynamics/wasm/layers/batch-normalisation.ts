import { channelsOf, positionsOf } from '../../../networks/shapes.ts';
import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';

export const batchNormalisation: LayerBinding<{ epsilon: number }> = {
  layer: 'batch-normalisation',
  compile({ machine, rows: batch, estimationRows, output: shape, inputs: [input] }, { epsilon }) {
    const [rows, units] = [batch * positionsOf(shape), channelsOf(shape)];
    const output = machine.scratch(rows * units);
    const scales = machine.scratch(units);
    const estimated = estimationRows * positionsOf(shape);
    return {
      output,
      forward: [call('batchNormalisationForward', input, output, scales, rows, units, { real: epsilon }, estimated)],
      backward: (outputGradient, [inputGradient]) =>
        inputGradient ? [call('batchNormalisationBackward', outputGradient, output, scales, inputGradient, rows, units)] : [],
    };
  },
};
