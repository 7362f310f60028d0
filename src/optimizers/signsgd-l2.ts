import type { Optimizer } from './optimizer.ts';

/**
 * Sign descent with weight decay as L2 regularisation, inside the sign.
 *
 *     w ← w − η sign(g + λ w)
 *
 * Learning rate η > 0, weight decay λ ≥ 0; on a scale-invariant loss η²λ is the intrinsic learning rate. No state.
 *
 * @example
 * ```ts
 * expect(iterate(signsgdL2, [1, 1], [[-3, 0]], { learningRate: 0.25, weightDecay: 0.5 })).toEqual([1.25, 0.75]);
 * ```
 *
 * Source: Bernstein et al. 2018 (arXiv 1802.04434), algorithm 1, on the regularised loss.
 */
export const signsgdL2: Optimizer = {
  name: 'signsgd-l2',
  contract: { symmetry: { learningRate: 1, weightDecay: -2 }, weightDecay: 'coupled' },
  elementwise: true,

  init: () => ({}),

  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * Math.sign(g[j] + weightDecay * w[j]);
    });
  },
};
