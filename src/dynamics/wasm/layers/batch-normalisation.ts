import { call } from '../program.ts';
import type { CompiledLayer, LayerInput } from './layer.ts';

/** Mean 0 and variance 1 of every unit over the batch. See `src/objectives/network/batch-normalisation.ts`. */
export function batchNormalisation(
  { machine, rows, units, input, estimationRows = rows }: LayerInput,
  epsilon: number,
): CompiledLayer {
  const output = machine.scratch(rows * units);
  const scales = machine.scratch(units);
  return {
    output,
    units,
    forward: [call('batchNormalisationForward', input, output, scales, rows, units, { real: epsilon }, estimationRows)],
    backward: (outputGradient, inputGradient) =>
      inputGradient ? [call('batchNormalisationBackward', outputGradient, output, scales, inputGradient, rows, units)] : [],
  };
}
