import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  readonly m: FloatArray[];
  /** The decaying maximum of |d|. */
  readonly u: FloatArray[];
  /** β₁ᵗ as a running product: Math.pow differs between JavaScript engines. */
  beta1Power: number;
}

/**
 * AdaMax, Adam with the infinity norm for its second moment, with weight decay as L2 regularisation.
 *
 *     d = g + λ w
 *     m ← β₁ m + (1 − β₁) d,   m̂ = m / (1 − β₁ᵗ)
 *     u ← max(β₂ u, |d| + ε)
 *     w ← w − η m̂ / u
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `beta1` and `beta2` in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient; 0 is legal
 * where no coordinate has had zero gradients only). On a scale-invariant loss η²λ is the intrinsic learning rate.
 *
 * @example
 * ```ts
 * const options = { learningRate: 0.25, beta1: 0, beta2: 0.5, epsilon: 0 };
 * expect(iterate(adamax, [1], [[-4], [1]], options)).toEqual([1.125]); // +0.25, then −0.25 · 1/2
 * ```
 *
 * Source: Kingma & Ba 2015 (arXiv 1412.6980), algorithm 2; ε is placed as in `torch.optim.Adamax`.
 */
export const adamax: Optimizer<State> = {
  name: 'adamax',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: { symmetry: { learningRate: 1, weightDecay: -2, epsilon: -1 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,

  init: ({ parameters }) => ({ m: zerosLike(parameters), u: zerosLike(parameters), beta1Power: 1 }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    state.beta1Power *= beta1;
    const rate = learningRate / (1 - state.beta1Power);
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const u = state.u[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * d;
        u[j] = Math.max(beta2 * u[j], Math.abs(d) + epsilon);
        w[j] -= (rate * m[j]) / u[j];
      }
    });
  },
};
