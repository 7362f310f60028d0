import { call } from '../program.ts';
import type { CompiledLayer, LayerInput, Weights } from './layer.ts';

/** y = z + b. See `src/objectives/network/bias.ts`. */
export function bias({ machine, rows, units, input }: LayerInput, { region, gradient }: Weights): CompiledLayer {
  const output = machine.scratch(rows * units);
  const bytes = rows * units * machine.word;
  return {
    output,
    units,
    forward: [call('biasForward', input, region, output, rows, units)],
    backward: (outputGradient, inputGradient) => [
      call('biasGradient', outputGradient, gradient!, rows, units),
      ...(inputGradient ? [call('copy', outputGradient, inputGradient, bytes)] : []),
    ],
  };
}
