import { together } from '../scales.ts';
import type { Layer } from './layer.ts';

/** The sum of two batches, as where the branch of a residual block comes back: y = a + b. */
export const add: Layer = {
  name: 'add',
  formula: 'y = a + b',
  inputs: 2,
  options: {},
  scale: together,

  output([a, b]) {
    if (a.length !== b.length || a.some((extent, axis) => extent !== b[axis]))
      throw new Error(`its inputs have shapes ${a.join('×')} and ${b.join('×')}, which cannot be added`);
    return a;
  },

  instantiate: () => ({
    forward({ inputs: [a, b], output }) {
      for (let i = 0; i < output.length; i++) output[i] = a[i] + b[i];
    },

    backward({ outputGradient, inputGradients }) {
      for (const gradient of inputGradients) gradient?.set(outputGradient);
    },
  }),
};
