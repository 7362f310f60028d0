import { size } from '../../../arithmetic/tensor.ts';
import { call } from '../program.ts';
import type { LayerBinding } from './layer-binding.ts';
import { linear } from './linear.ts';

export const weightNormalisedLinear: LayerBinding<{ units: number; gain: number; epsilon: number }> = {
  layer: 'weight-normalised-linear',
  sparse: true,
  compile(place, { units: outputs, gain, epsilon }) {
    const { machine, shapes: [shape], arrays: [{ region, gradient }] } = place; // prettier-ignore
    const inputs = size(shape);
    const length = inputs * outputs;
    const [unitColumns, weights, weightGradient, scales] = [length, length, length, outputs].map((count) =>
      machine.scratch(count),
    );
    const map = linear.compile({ ...place, arrays: [{ region: weights, gradient: weightGradient }] }, { units: outputs });
    const real = (value: number): { real: number } => ({ real: value });
    return {
      ...map,
      forward: [
        call('weightNormalisationForward', region, unitColumns, weights, scales, inputs, outputs, real(gain), real(epsilon)),
        ...map.forward,
      ],
      backward: (outputGradient, inputGradients) => [
        ...map.backward(outputGradient, inputGradients),
        ...(gradient
          ? [call('weightNormalisationBackward', weightGradient, unitColumns, scales, gradient, inputs, outputs, real(gain))]
          : []),
      ],
    };
  },
};
