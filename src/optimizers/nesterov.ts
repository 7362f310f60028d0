import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  /** The momentum buffer; it carries the dimension of a gradient. */
  readonly b: FloatArray[];
}

/**
 * Nesterov momentum, written so that the gradient is taken at the parameters themselves, with L2 weight decay.
 *
 *     d = g + λ w,   b ← μ b + d,   w ← w − η (d + μ b)
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `momentum` μ in [0, 1). On a scale-invariant loss only ηλ matters, for a given μ.
 *
 * @example
 * ```ts
 * expect(iterate(nesterov, [1], [[2]], { learningRate: 0.25, momentum: 0.5 })).toEqual([0.25]);
 * ```
 *
 * Source: Nesterov 1983 in the form of Sutskever et al. 2013; the conventions are those of `torch.optim.SGD(nesterov=True)`.
 */
export const nesterov: Optimizer<State> = {
  name: 'nesterov',
  hyperparameters: { momentum: 0.9 },
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,

  init: ({ parameters }) => ({ b: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const b = state.b[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        b[j] = momentum * b[j] + d;
        w[j] -= learningRate * (d + momentum * b[j]);
      }
    });
  },
};
