import type { Optimizer } from './optimizer.ts';

/**
 * Stochastic gradient descent whose weight decay does not know the learning rate.
 *
 *     w ← (1 − λ) w − η g
 *
 * Learning rate η > 0, weight decay 0 ≤ λ < 1; on a scale-invariant loss λ alone is the intrinsic learning rate. No state.
 *
 * @example
 * ```ts
 * expect(iterate(sgdwIndependent, [1], [[2]], { learningRate: 0.25, weightDecay: 0.5 })).toEqual([0]);
 * ```
 *
 * Source: Loshchilov & Hutter 2019 (arXiv 1711.05101), algorithm 1 with schedule multiplier 1.
 */
export const sgdwIndependent: Optimizer = {
  name: 'sgdw-independent',
  contract: { symmetry: { learningRate: 2, weightDecay: 0 }, weightDecay: 'independent', decayOrder: 'before' },
  elementwise: true,

  init: () => ({}),

  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) w[j] = (1 - weightDecay) * w[j] - learningRate * g[j];
    });
  },
};
