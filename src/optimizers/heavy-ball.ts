import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  /** The momentum buffer; it carries the dimension of a gradient. */
  readonly b: FloatArray[];
}

/**
 * Heavy-ball momentum with the learning rate outside the buffer, and L2 weight decay inside it.
 *
 *     b₁ = g₁ + λ w,   b ← μ b + (1 − τ)(g + λ w),   w ← w − η b
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `momentum` μ in [0, 1), `dampening` τ in [0, 1). The first buffer is not dampened.
 * On a scale-invariant loss only ηλ matters, for a given μ.
 *
 * @example
 * ```ts
 * expect(iterate(heavyBall, [1], [[2], [2]], { learningRate: 0.25, momentum: 0.5 })).toEqual([-0.25]);
 * ```
 *
 * Source: Polyak 1964; the conventions are those of `torch.optim.SGD`.
 */
export const heavyBall: Optimizer<State> = {
  name: 'heavy-ball',
  hyperparameters: { momentum: 0.9, dampening: 0 },
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,

  init: ({ parameters }) => ({ b: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, dampening }, step }) {
    const share = step === 1 ? 1 : 1 - dampening;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const b = state.b[i];
      for (let j = 0; j < w.length; j++) {
        b[j] = momentum * b[j] + share * (g[j] + weightDecay * w[j]);
        w[j] -= learningRate * b[j];
      }
    });
  },
};
