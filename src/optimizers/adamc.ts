import { emptyAdamState, nextCorrections, type AdamState } from './adam-state.ts';
import type { Optimizer } from './optimizer.ts';

interface State extends AdamState {
  /** η_max, the largest learning rate so far. */
  peak: number;
}

/**
 * AdamW with corrected weight decay, which falls with the square of a falling learning rate.
 *
 *     m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 *     w ← (1 − λ η² / η_max) w − η m̂ / (√v̂ + ε)
 *
 * Learning rate η > 0, weight decay λ ≥ 0 with ηλ < 1, `beta1` and `beta2` in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient;
 * 0 is legal where no coordinate has had zero gradients only). η_max is the largest rate seen up to this step, so that the rule is
 * AdamW under a constant rate and during warm-up. The paper applies it to normalised layers, this to every parameter.
 *
 * @example
 * ```ts
 * const options = { learningRate: 0.25, weightDecay: 0.5, epsilon: 0 };
 * expect(iterate(adamc, [1], [[-3]], options)).toEqual(iterate(adamw, [1], [[-3]], options));
 * ```
 *
 * Source: Defazio 2025, "Why gradients rapidly increase near the end of training" (arXiv 2506.02285), algorithm 1.
 */
export const adamc: Optimizer<State> = {
  name: 'adamc',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: {
    symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 },
    weightDecay: 'decoupled',
    momentum: 'rate-outside',
    decayOrder: 'before',
    exempt: {
      'zero-gradient-decay': 'below the largest learning rate so far the decay is λη²/η_max by design',
      'rate-drop': 'the decay falls by k² when the rate falls by k, so that the effective rate stays at its fall by k',
    },
  },
  elementwise: true,

  init: ({ parameters }) => ({ ...emptyAdamState(parameters), peak: 0 }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    const { first, second } = nextCorrections(state, { beta1, beta2 });
    state.peak = Math.max(state.peak, learningRate);
    const rate = learningRate / first;
    const fall = learningRate < state.peak ? learningRate / state.peak : 1;
    const keep = 1 - learningRate * weightDecay * fall;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const v = state.v[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        w[j] = keep * w[j] - (rate * m[j]) / (Math.sqrt(v[j]) / second + epsilon);
      }
    });
  },
};
