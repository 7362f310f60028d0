import { call } from '../program.ts';
import type { CompiledLayer, LayerInput, Weights } from './layer.ts';

/** y = γ x + β. See `src/objectives/network/affine.ts`. */
export function affine({ machine, rows, units, input }: LayerInput, gain: Weights, shift: Weights): CompiledLayer {
  const output = machine.scratch(rows * units);
  return {
    output,
    units,
    forward: [call('affineForward', input, gain.region, shift.region, output, rows, units)],
    backward: (outputGradient, inputGradient) => [
      ...(gain.gradient ? [call('gainGradient', outputGradient, input, gain.gradient, rows, units)] : []),
      ...(shift.gradient ? [call('biasGradient', outputGradient, shift.gradient, rows, units)] : []),
      ...(inputGradient ? [call('affineInputGradient', outputGradient, gain.region, inputGradient, rows, units)] : []),
    ],
  };
}
