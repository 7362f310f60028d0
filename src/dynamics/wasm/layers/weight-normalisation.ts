import { call } from '../program.ts';
import type { CompiledLayer, LayerInput, Weights } from './layer.ts';
import { linear } from './linear.ts';

/** z = x W with columns of W normalised. See `src/objectives/network/weight-normalisation.ts`. */
export function weightNormalisedLinear(
  layer: LayerInput,
  outputs: number,
  { region, gradient }: Weights,
  { gain, epsilon }: { gain: number; epsilon: number },
): CompiledLayer {
  const { machine, units: inputs } = layer;
  const size = inputs * outputs;
  const [unitColumns, weights, weightGradient, scales] = [size, size, size, outputs].map((length) => machine.scratch(length));
  const map = linear(layer, outputs, { region: weights, gradient: weightGradient });
  const real = (value: number): { real: number } => ({ real: value });
  return {
    ...map,
    forward: [
      call('weightNormalisationForward', region, unitColumns, weights, scales, inputs, outputs, real(gain), real(epsilon)),
      ...map.forward,
    ],
    backward: (outputGradient, inputGradient) => [
      ...map.backward(outputGradient, inputGradient),
      call('weightNormalisationBackward', weightGradient, unitColumns, scales, gradient!, inputs, outputs, real(gain)),
    ],
  };
}
