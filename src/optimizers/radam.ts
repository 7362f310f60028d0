import { emptyAdamState, nextCorrections, type AdamState } from './adam-state.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Rectified Adam, which takes momentum steps until its second moment is known well enough, with weight decay as L2 regularisation.
 *
 *     d = g + λ w
 *     m ← β₁ m + (1 − β₁) d,   m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) d²,  l = √(1 − β₂ᵗ) / (√v + ε)
 *     ρ∞ = 2 / (1 − β₂) − 1,   ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
 *     w ← w − η m̂ l √[ (ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ) ]   if ρ > 5,   else  w ← w − η m̂
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `beta1` in [0, 1), `beta2` in (0.5, 1), `epsilon` ≥ 0 (the dimension of a gradient).
 * Rectified steps keep directions under (c η, λ/c², ε/c, c w₀), the steps before them under (c² η, λ/c², c w₀): no exponents do for
 * both, which is why the contract names none.
 *
 * @example
 * ```ts
 * expect(iterate(radam, [1], [[-3]], { learningRate: 0.25 })[0]).toBeCloseTo(1.75, 14); // not yet rectified
 * ```
 *
 * Source: Liu et al. 2020 (arXiv 1908.03265), algorithm 2; threshold and ε are those of `torch.optim.RAdam`.
 */
export const radam: Optimizer<AdamState> = {
  name: 'radam',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: {
    weightDecay: 'coupled',
    momentum: 'rate-outside',
    exempt: {
      'scaling-symmetry':
        'the first steps (five at β₂ = 0.999) are not preconditioned, so that they scale otherwise than the rest',
      'gradient-scale': 'the first steps (five at β₂ = 0.999) grow with the gradient, the rest do not',
    },
  },
  elementwise: true,

  init: ({ parameters }) => emptyAdamState(parameters),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    const { first } = nextCorrections(state, { beta1, beta2 });
    const rate = learningRate / first;
    const limit = 2 / (1 - beta2) - 1;
    const length = limit - (2 * step * state.beta2Power) / (1 - state.beta2Power);
    const rectified = length > 5;
    const scale = rectified
      ? Math.sqrt((((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length)) * (1 - state.beta2Power))
      : 1;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const v = state.v[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * d;
        v[j] = beta2 * v[j] + (1 - beta2) * d * d;
        w[j] -= (rate * scale * m[j]) / (rectified ? Math.sqrt(v[j]) + epsilon : 1);
      }
    });
  },
};
