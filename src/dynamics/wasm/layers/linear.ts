import { call } from '../program.ts';
import type { CompiledLayer, LayerInput, Weights } from './layer.ts';

/** z = x W. See `src/objectives/network/linear.ts`. */
export function linear({ machine, rows, units: inputs, input }: LayerInput, outputs: number, weights: Weights): CompiledLayer {
  const output = machine.scratch(rows * outputs);
  const transposed = machine.scratch(inputs * outputs);
  const { region, gradient, constant } = weights;
  if (constant !== undefined) {
    const view = machine.view(transposed.address, inputs * outputs);
    for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) view[j * inputs + i] = constant[i * outputs + j];
  }
  return {
    output,
    units: outputs,
    forward: [call('linearForward', input, region, output, rows, inputs, outputs)],
    backward: (outputGradient, inputGradient) => [
      ...(gradient ? [call('linearWeightGradient', input, outputGradient, gradient, rows, inputs, outputs)] : []),
      ...(inputGradient && constant === undefined ? [call('transposeWeights', region, transposed, inputs, outputs)] : []),
      ...(inputGradient ? [call('linearInputGradient', outputGradient, transposed, inputGradient, rows, inputs, outputs)] : []),
    ],
  };
}
