import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  readonly m: FloatArray[];
}

/**
 * Lion: the sign of an interpolation between momentum and gradient, with decoupled weight decay.
 *
 *     u = sign(β₁ m + (1 − β₁) g),   m ← β₂ m + (1 − β₂) g,   w ← (1 − ηλ) w − η u
 *
 * Learning rate η > 0, weight decay λ ≥ 0 with ηλ < 1, `beta1` and `beta2` in [0, 1). On a scale-invariant loss only ηλ matters.
 *
 * @example
 * ```ts
 * expect(iterate(lion, [1, 1], [[-3, 0]], { learningRate: 0.25, weightDecay: 0.5 })).toEqual([1.125, 0.875]);
 * ```
 *
 * Source: Chen et al. 2023, "Symbolic discovery of optimization algorithms" (arXiv 2302.06675), algorithm 2.
 */
export const lion: Optimizer<State> = {
  name: 'lion',
  hyperparameters: { beta1: 0.9, beta2: 0.99 },
  contract: {
    symmetry: { learningRate: 1, weightDecay: -1 },
    weightDecay: 'decoupled',
    momentum: 'rate-outside',
    decayOrder: 'before',
  },
  elementwise: true,

  init: ({ parameters }) => ({ m: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2 } }) {
    const keep = 1 - learningRate * weightDecay;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      for (let j = 0; j < w.length; j++) {
        w[j] = keep * w[j] - learningRate * Math.sign(beta1 * m[j] + (1 - beta1) * g[j]);
        m[j] = beta2 * m[j] + (1 - beta2) * g[j];
      }
    });
  },
};
