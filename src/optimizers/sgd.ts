import type { Optimizer } from './optimizer.ts';

/**
 * Stochastic gradient descent; weight decay as L2 regularisation and decoupled weight decay are the same rule here.
 *
 *     w ← w − η (g + λ w)  =  (1 − ηλ) w − η g
 *
 * Learning rate η > 0, weight decay λ ≥ 0, stable for ηλ < 1; on a scale-invariant loss only ηλ matters. No state.
 *
 * @example
 * ```ts
 * expect(iterate(sgd, [1], [[2]], { learningRate: 0.25, weightDecay: 0.5 })).toEqual([0.375]);
 * ```
 *
 * Source: Robbins & Monro 1951; the conventions are those of `torch.optim.SGD`.
 */
export const sgd: Optimizer = {
  name: 'sgd',
  contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
  elementwise: true,

  init: () => ({}),

  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] + weightDecay * w[j]);
    });
  },
};
