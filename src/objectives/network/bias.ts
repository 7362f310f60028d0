import type { Layer } from './layer.ts';

/**
 * Adds a trained number to every unit: y = z + b, ∂b = sum of ∂y over the batch.
 *
 * @param rows rows of the batch
 * @param units numbers a row
 * @param bias index of b, shape [units], among the parameters
 */
export function bias({ rows, units, bias: index }: { rows: number; units: number; bias: number }): Layer {
  return {
    inputs: units,
    outputs: units,

    forward(input, output, parameters) {
      const b = parameters[index].data;
      for (let row = 0, i = 0; row < rows; row++) for (let unit = 0; unit < units; unit++, i++) output[i] = input[i] + b[unit];
    },

    backward(_input, _output, outputGradient, inputGradient, _parameters, gradients) {
      const g = gradients[index].data;
      for (let unit = 0; unit < units; unit++) {
        let sum = 0;
        for (let i = unit; i < rows * units; i += units) sum += outputGradient[i];
        g[unit] = sum;
      }
      inputGradient?.set(outputGradient);
    },
  };
}
