import { emptyAdamState, nextCorrections, type AdamState } from './adam-state.ts';
import { norm } from './norm.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * LAMB: AdamW's direction, with a step whose length is a share of the norm of each tensor.
 *
 *     m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 *     r = m̂ / (√v̂ + ε) + λ w,   w ← w − η ‖w‖ r / ‖r‖      for each tensor
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `beta1` and `beta2` in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient; 0 is legal
 * where no coordinate has had zero gradients only). ‖w‖ is not clipped (φ(x) = x), and ‖w‖/‖r‖ is read as 1 where w or r is zero.
 * On a scale-invariant loss η alone is the intrinsic learning rate.
 *
 * @example
 * ```ts
 * const [a, b] = iterate(lamb, [3, 4], [[1, -10]], { learningRate: 0.5, epsilon: 0 }); // ‖w‖ = 5, r = (1, −1)
 * expect(a).toBeCloseTo(3 - 2.5 / Math.SQRT2, 12);
 * expect(b).toBeCloseTo(4 + 2.5 / Math.SQRT2, 12);
 * ```
 *
 * Source: You et al. 2020 (arXiv 1904.00962), algorithm 2; the zero-norm rule is that of `optax.lamb`.
 */
export const lamb: Optimizer<AdamState> = {
  name: 'lamb',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-6 },
  contract: {
    symmetry: { learningRate: 0, weightDecay: -1, epsilon: -1 },
    weightDecay: 'decoupled',
    momentum: 'rate-outside',
    decayOrder: 'before',
    exempt: {
      'zero-gradient-decay':
        'the trust ratio rescales update and decay together: without a gradient every step is ηw, whatever λ is',
    },
  },

  init: ({ parameters }) => emptyAdamState(parameters),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    const { first, second } = nextCorrections(state, { beta1, beta2 });
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const v = state.v[i];
      const r = new Float64Array(w.length);
      for (let j = 0; j < w.length; j++) {
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        r[j] = m[j] / first / (Math.sqrt(v[j]) / second + epsilon) + weightDecay * w[j];
      }
      const length = norm(w);
      const stride = norm(r);
      const rate = length > 0 && stride > 0 ? (learningRate * length) / stride : learningRate;
      for (let j = 0; j < w.length; j++) w[j] -= rate * r[j];
    });
  },
};
