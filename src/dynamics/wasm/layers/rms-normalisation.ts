import { call } from '../program.ts';
import type { CompiledLayer, LayerInput } from './layer.ts';

/** Mean square 1 of every row. See `src/objectives/network/rms-normalisation.ts`. */
export function rmsNormalisation({ machine, rows, units, input }: LayerInput, epsilon: number): CompiledLayer {
  const output = machine.scratch(rows * units);
  const scales = machine.scratch(rows);
  return {
    output,
    units,
    forward: [call('rmsNormalisationForward', input, output, scales, rows, units, { real: epsilon })],
    backward: (outputGradient, inputGradient) =>
      inputGradient ? [call('rmsNormalisationBackward', outputGradient, output, scales, inputGradient, rows, units)] : [],
  };
}
