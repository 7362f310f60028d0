import type { ActivationName } from '../../../objectives/network/activation.ts';
import { call } from '../program.ts';
import type { CompiledLayer, LayerInput } from './layer.ts';

const KERNELS: Readonly<Record<ActivationName, string>> = {
  relu: 'relu',
  'leaky-relu': 'leakyRelu',
  tanh: 'tanh',
  gelu: 'gelu',
};

/** y = φ(x). See `src/objectives/network/activation.ts`. */
export function activation({ machine, rows, units, input }: LayerInput, name: ActivationName): CompiledLayer {
  const output = machine.scratch(rows * units);
  const kernel = KERNELS[name];
  return {
    output,
    units,
    forward: [call(`${kernel}Forward`, input, output, rows * units)],
    backward: (outputGradient, inputGradient) =>
      inputGradient ? [call(`${kernel}Backward`, outputGradient, input, output, inputGradient, rows * units)] : [],
  };
}
