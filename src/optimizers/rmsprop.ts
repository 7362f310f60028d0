import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  readonly v: FloatArray[];
  /** The momentum buffer of preconditioned gradients; it has no dimension. */
  readonly b: FloatArray[];
}

/**
 * RMSprop with ε outside the root, no bias correction, and weight decay as L2 regularisation.
 *
 *     d = g + λ w,   v ← α v + (1 − α) d²,   b ← μ b + d / (√v + ε),   w ← w − η b
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `alpha` in [0, 1), `momentum` μ in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient; 0
 * is legal where no coordinate has had zero gradients only). On a scale-invariant loss η²λ is the intrinsic learning rate.
 *
 * @example
 * ```ts
 * expect(iterate(rmsprop, [1], [[-3]], { learningRate: 0.25, alpha: 0.75, epsilon: 0 })).toEqual([1.5]);
 * ```
 *
 * Source: Tieleman & Hinton 2012, lecture 6.5; the conventions are those of `torch.optim.RMSprop`.
 */
export const rmsprop: Optimizer<State> = {
  name: 'rmsprop',
  hyperparameters: { alpha: 0.99, momentum: 0, epsilon: 1e-8 },
  contract: { symmetry: { learningRate: 1, weightDecay: -2, epsilon: -1 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,

  init: ({ parameters }) => ({ v: zerosLike(parameters), b: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { alpha, momentum, epsilon } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const v = state.v[i];
      const b = state.b[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        v[j] = alpha * v[j] + (1 - alpha) * d * d;
        b[j] = momentum * b[j] + d / (Math.sqrt(v[j]) + epsilon);
        w[j] -= learningRate * b[j];
      }
    });
  },
};
