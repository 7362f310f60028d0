import { erf, exp, tanh } from '../../arithmetic/elementary.ts';
import type { Layer } from './layer.ts';

/** Slope of the leaky rectifier left of 0. */
const LEAK = 0.01;
const INVERSE_SQRT_2 = Math.SQRT1_2;
const INVERSE_SQRT_2_PI = 0.3989422804014327;

interface Activation {
  value(x: number): number;
  /** Derivative at x, where the value is y; at a kink the one from the left. */
  derivative(x: number, y: number): number;
}

/**
 * The activations: `relu` max(x, 0); `leaky-relu` x or x/100; `tanh`; `gelu` x Φ(x) with the exact normal distribution function.
 *
 * Source of the last: Hendrycks & Gimpel 2016 (arXiv 1606.08415).
 */
export const activations: Readonly<Record<'relu' | 'leaky-relu' | 'tanh' | 'gelu', Activation>> = {
  relu: { value: (x) => (x > 0 ? x : 0), derivative: (x) => (x > 0 ? 1 : 0) },
  'leaky-relu': { value: (x) => (x > 0 ? x : LEAK * x), derivative: (x) => (x > 0 ? 1 : LEAK) },
  tanh: { value: tanh, derivative: (_x, y) => 1 - y * y },
  gelu: {
    value: (x) => x * normalDistribution(x),
    derivative: (x) => normalDistribution(x) + x * INVERSE_SQRT_2_PI * exp(-0.5 * x * x),
  },
};

function normalDistribution(x: number): number {
  return 0.5 * (1 + erf(x * INVERSE_SQRT_2));
}

/** The name of an activation. */
export type ActivationName = keyof typeof activations;

/** Applies an activation to every number of a batch. */
export function activation({ rows, units, name }: { rows: number; units: number; name: ActivationName }): Layer {
  const { value, derivative } = activations[name];
  const length = rows * units;
  return {
    inputs: units,
    outputs: units,

    forward(input, output) {
      for (let i = 0; i < length; i++) output[i] = value(input[i]);
    },

    backward(input, output, outputGradient, inputGradient) {
      if (inputGradient === undefined) return;
      for (let i = 0; i < length; i++) inputGradient[i] = outputGradient[i] * derivative(input[i], output[i]);
    },
  };
}
