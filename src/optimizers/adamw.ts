import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  readonly m: FloatArray[];
  readonly v: FloatArray[];
  /** β₁ᵗ and β₂ᵗ as running products: Math.pow differs between JavaScript engines. */
  beta1Power: number;
  beta2Power: number;
}

/**
 * Adam with decoupled weight decay.
 *
 *     m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 *     w ← (1 − ηλ) w − η m̂ / (√v̂ + ε)
 *
 * Learning rate η > 0, weight decay λ ≥ 0 with ηλ < 1, `beta1` and `beta2` in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient;
 * 0 is legal where no coordinate has had zero gradients only). On a scale-invariant loss only ηλ matters.
 *
 * @example
 * ```ts
 * const options = { learningRate: 0.25, weightDecay: 0.5, epsilon: 0 };
 * expect(iterate(adamw, [1], [[-3]], options)[0]).toBeCloseTo(0.875 + 0.25, 14);
 * ```
 *
 * Source: Loshchilov & Hutter 2019 (arXiv 1711.05101), algorithm 2 with the decay scaled by η, as in `torch.optim.AdamW`.
 */
export const adamw: Optimizer<State> = {
  name: 'adamw',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  contract: {
    symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 },
    weightDecay: 'decoupled',
    momentum: 'rate-outside',
    decayOrder: 'before',
  },
  elementwise: true,

  init: ({ parameters }) => ({ m: zerosLike(parameters), v: zerosLike(parameters), beta1Power: 1, beta2Power: 1 }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    state.beta1Power *= beta1;
    state.beta2Power *= beta2;
    const rate = learningRate / (1 - state.beta1Power);
    const correction = Math.sqrt(1 - state.beta2Power);
    const keep = 1 - learningRate * weightDecay;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const v = state.v[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        w[j] = keep * w[j] - (rate * m[j]) / (Math.sqrt(v[j]) / correction + epsilon);
      }
    });
  },
};
