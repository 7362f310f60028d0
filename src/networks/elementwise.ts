import { size } from '../arithmetic/tensor.ts';
import type { Layer, LayerInstance, Place } from './layers/layer.ts';

/** A function of one number. */
export interface Elementwise extends Pick<Layer, 'name' | 'formula' | 'scale'> {
  value(x: number): number;
  /** Derivative at x, where the value is y; at a kink the one from the left. */
  derivative(x: number, y: number): number;
}

/** Makes a layer of a function of one number. */
export function elementwise(definition: Elementwise): Layer & Elementwise {
  const { value, derivative } = definition;
  return {
    ...definition,
    options: {},
    output: ([input]) => input,

    instantiate({ rows, output: shape }: Place): LayerInstance {
      const length = rows * size(shape);
      return {
        forward({ inputs: [input], output }) {
          for (let i = 0; i < length; i++) output[i] = value(input[i]);
        },

        backward({ inputs: [input], output, outputGradient, inputGradients: [inputGradient] }) {
          if (inputGradient === undefined) return;
          for (let i = 0; i < length; i++) inputGradient[i] = outputGradient[i] * derivative(input[i], output[i]);
        },
      };
    },
  };
}
