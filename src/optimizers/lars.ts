import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import { norm } from './norm.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  /** The velocity, in which past learning rates stay; it carries the dimension of a parameter. */
  readonly b: FloatArray[];
}

/**
 * Layer-wise adaptive rate scaling: momentum steps whose length is a share of the norm of each tensor.
 *
 *     ηₗ = η κ ‖w‖ / (‖g‖ + λ ‖w‖ + ε),   b ← μ b + ηₗ (g + λ w),   w ← w − b      for each tensor
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `momentum` μ in [0, 1), `trust` κ > 0, `epsilon` ≥ 0 (the dimension of a gradient). A
 * tensor that is all zeros takes ηₗ = η, or it would stay zero. On a scale-invariant loss η alone is the intrinsic learning rate.
 *
 * @example
 * ```ts
 * const options = { learningRate: 0.5, trust: 0.25, epsilon: 0 };
 * expect(iterate(lars, [3, 4], [[0, 10]], options)).toEqual([3, 4 - 0.125 * 5]); // ‖w‖ = 5, whatever ‖g‖ is
 * ```
 *
 * Source: You, Gitman & Ginsburg 2017 (arXiv 1708.03888), algorithm 1.
 */
export const lars: Optimizer<State> = {
  name: 'lars',
  hyperparameters: { momentum: 0.9, trust: 0.001, epsilon: 1e-8 },
  contract: {
    symmetry: { learningRate: 0, weightDecay: -2, epsilon: -1 },
    weightDecay: 'coupled',
    momentum: 'rate-inside',
    exempt: {
      'zero-gradient-decay': 'the trust ratio divides by λ‖w‖: without a gradient every step is ηκw, whatever λ is',
    },
  },

  init: ({ parameters }) => ({ b: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, trust, epsilon } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const b = state.b[i];
      const length = norm(w);
      const resistance = norm(g) + weightDecay * length + epsilon;
      const rate = length > 0 && resistance > 0 ? (learningRate * trust * length) / resistance : learningRate;
      for (let j = 0; j < w.length; j++) {
        b[j] = momentum * b[j] + rate * (g[j] + weightDecay * w[j]);
        w[j] -= b[j];
      }
    });
  },
};
