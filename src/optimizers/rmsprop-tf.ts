import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  readonly v: FloatArray[];
  /** The velocity, in which past learning rates stay; it carries the dimension of a parameter. */
  readonly b: FloatArray[];
}

/**
 * RMSprop with ε inside the root and the learning rate inside the momentum buffer, and weight decay as L2 regularisation.
 *
 *     d = g + λ w,   v ← ρ v + (1 − ρ) d²,   b ← μ b + η d / √(v + ε),   w ← w − b
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `rho` in [0, 1), `momentum` μ in [0, 1), `epsilon` ≥ 0 (the dimension of a squared
 * gradient). On a scale-invariant loss η²λ is the intrinsic learning rate.
 *
 * @example
 * ```ts
 * expect(iterate(rmspropTf, [1], [[-3]], { learningRate: 0.25, rho: 0.75, epsilon: 0 })).toEqual([1.5]);
 * ```
 *
 * Source: Tieleman & Hinton 2012, lecture 6.5; the conventions are those of `keras.optimizers.RMSprop` and `tf.train.rmsprop`.
 */
export const rmspropTf: Optimizer<State> = {
  name: 'rmsprop-tf',
  hyperparameters: { rho: 0.9, momentum: 0, epsilon: 1e-7 },
  contract: { symmetry: { learningRate: 1, weightDecay: -2, epsilon: -2 }, weightDecay: 'coupled', momentum: 'rate-inside' },
  elementwise: true,

  init: ({ parameters }) => ({ v: zerosLike(parameters), b: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { rho, momentum, epsilon } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const v = state.v[i];
      const b = state.b[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        v[j] = rho * v[j] + (1 - rho) * d * d;
        b[j] = momentum * b[j] + (learningRate * d) / Math.sqrt(v[j] + epsilon);
        w[j] -= b[j];
      }
    });
  },
};
