import { emptyAdamState, nextCorrections, type AdamState } from './adam-state.ts';
import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State extends AdamState {
  /** The largest v so far. */
  readonly largest: FloatArray[];
}

/**
 * AMSGrad, Adam whose second moment never falls, with weight decay as L2 regularisation.
 *
 *     d = g + λ w
 *     m ← β₁ m + (1 − β₁) d,   m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) d²,  s ← max(s, v),  ŝ = s / (1 − β₂ᵗ)
 *     w ← w − η m̂ / (√ŝ + ε)
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `beta1` and `beta2` in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient; 0 is legal
 * where no coordinate has had zero gradients only). On a scale-invariant loss η²λ is the intrinsic learning rate.
 *
 * @example
 * ```ts
 * const options = { learningRate: 0.25, beta1: 0, beta2: 0, epsilon: 0 };
 * expect(iterate(amsgrad, [1], [[-4], [2]], options)).toEqual([1.125]); // +0.25, then −0.25 · 2/4
 * ```
 *
 * Source: Reddi, Kale & Kumar 2018 (arXiv 1904.09237); the bias corrections are those of `torch.optim.Adam(amsgrad=True)`.
 */
export const amsgrad: Optimizer<State> = {
  name: 'amsgrad',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: { symmetry: { learningRate: 1, weightDecay: -2, epsilon: -1 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,

  init: ({ parameters }) => ({ ...emptyAdamState(parameters), largest: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    const { first, second } = nextCorrections(state, { beta1, beta2 });
    const rate = learningRate / first;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const v = state.v[i];
      const s = state.largest[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * d;
        v[j] = beta2 * v[j] + (1 - beta2) * d * d;
        s[j] = Math.max(s[j], v[j]);
        w[j] -= (rate * m[j]) / (Math.sqrt(s[j]) / second + epsilon);
      }
    });
  },
};
