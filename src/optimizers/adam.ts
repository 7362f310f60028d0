import { emptyAdamState, nextCorrections, type AdamState } from './adam-state.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adam, with weight decay as L2 regularisation, which passes through the preconditioner.
 *
 *     d = g + λ w
 *     m ← β₁ m + (1 − β₁) d,   m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) d²,  v̂ = v / (1 − β₂ᵗ)
 *     w ← w − η m̂ / (√v̂ + ε)
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `beta1` and `beta2` in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient; 0 is legal
 * where no coordinate has had zero gradients only). On a scale-invariant loss η²λ is the intrinsic learning rate.
 *
 * @example
 * ```ts
 * expect(iterate(adam, [1], [[-3]], { learningRate: 0.25, epsilon: 0 })[0]).toBeCloseTo(1.25, 14);
 * ```
 *
 * Source: Kingma & Ba 2015 (arXiv 1412.6980), algorithm 1; the conventions are those of `torch.optim.Adam`.
 */
export const adam: Optimizer<AdamState> = {
  name: 'adam',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: { symmetry: { learningRate: 1, weightDecay: -2, epsilon: -1 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,

  init: ({ parameters }) => emptyAdamState(parameters),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    const { first, second } = nextCorrections(state, { beta1, beta2 });
    const rate = learningRate / first;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const v = state.v[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * d;
        v[j] = beta2 * v[j] + (1 - beta2) * d * d;
        w[j] -= (rate * m[j]) / (Math.sqrt(v[j]) / second + epsilon);
      }
    });
  },
};
