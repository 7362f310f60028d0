import { call } from '../program.ts';
import type { CompiledLayer, LayerInput } from './layer.ts';

/** Mean 0 and variance 1 of runs of units within a row. See `src/objectives/network/group-normalisation.ts`. */
export function groupNormalisation(
  { machine, rows, units, input }: LayerInput,
  { groups, epsilon }: { groups: number; epsilon: number },
): CompiledLayer {
  const runs = rows * groups;
  const length = units / groups;
  const output = machine.scratch(rows * units);
  const scales = machine.scratch(runs);
  return {
    output,
    units,
    forward: [call('groupNormalisationForward', input, output, scales, runs, length, { real: epsilon })],
    backward: (outputGradient, inputGradient) =>
      inputGradient ? [call('groupNormalisationBackward', outputGradient, output, scales, inputGradient, runs, length)] : [],
  };
}
