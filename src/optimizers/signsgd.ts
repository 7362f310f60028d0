import type { Optimizer } from './optimizer.ts';

/**
 * Sign descent with decoupled weight decay.
 *
 *     w ← (1 − ηλ) w − η sign(g)
 *
 * Learning rate η > 0, weight decay λ ≥ 0 with ηλ < 1; on a scale-invariant loss only ηλ matters. No state.
 *
 * @example
 * ```ts
 * expect(iterate(signsgd, [1, 1], [[-3, 0]], { learningRate: 0.25, weightDecay: 0.5 })).toEqual([1.125, 0.875]);
 * ```
 *
 * Source: Bernstein et al. 2018 (arXiv 1802.04434), algorithm 1, with the decay of Loshchilov & Hutter 2019.
 */
export const signsgd: Optimizer = {
  name: 'signsgd',
  contract: { symmetry: { learningRate: 1, weightDecay: -1 }, weightDecay: 'decoupled', decayOrder: 'before' },
  elementwise: true,

  init: () => ({}),

  update({ parameters, gradients, learningRate, weightDecay }) {
    const keep = 1 - learningRate * weightDecay;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) w[j] = keep * w[j] - learningRate * Math.sign(g[j]);
    });
  },
};
