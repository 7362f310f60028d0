import { pow } from '../arithmetic/elementary.ts';
import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  readonly m: FloatArray[];
  readonly v: FloatArray[];
  /** μ₁ ⋯ μₜ. */
  momentumProduct: number;
  /** 0.96^(ψt) and β₂ᵗ as running products. */
  warmth: number;
  beta2Power: number;
}

/**
 * Adam with Nesterov momentum, whose momentum warms up, and with weight decay as L2 regularisation.
 *
 *     d = g + λ w,   μₜ = β₁ (1 − ½ 0.96^(ψt)),   Mₜ = μ₁ ⋯ μₜ
 *     m ← β₁ m + (1 − β₁) d
 *     v ← β₂ v + (1 − β₂) d²,  v̂ = v / (1 − β₂ᵗ)
 *     w ← w − η [ (1 − μₜ) d / (1 − Mₜ) + μₜ₊₁ m / (1 − Mₜ₊₁) ] / (√v̂ + ε)
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `beta1` and `beta2` in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient),
 * `momentumDecay` ψ ≥ 0. On a scale-invariant loss η²λ is the intrinsic learning rate.
 *
 * @example
 * ```ts
 * const options = { learningRate: 0.25, beta1: 0, epsilon: 0 }; // without momentum, RMSprop with bias correction
 * expect(iterate(nadam, [1], [[-3]], options)[0]).toBeCloseTo(1.25, 14);
 * ```
 *
 * Source: Dozat 2016, "Incorporating Nesterov momentum into Adam"; the schedule of μ is that of `torch.optim.NAdam`.
 */
export const nadam: Optimizer<State> = {
  name: 'nadam',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentumDecay: 0.004 },
  contract: { symmetry: { learningRate: 1, weightDecay: -2, epsilon: -1 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,

  init: ({ parameters }) => ({
    m: zerosLike(parameters),
    v: zerosLike(parameters),
    momentumProduct: 1,
    warmth: 1,
    beta2Power: 1,
  }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters }) {
    const { beta1, beta2, epsilon, momentumDecay } = hyperparameters;
    const warming = pow(0.96, momentumDecay);
    state.warmth *= warming;
    state.beta2Power *= beta2;
    const momentum = beta1 * (1 - 0.5 * state.warmth);
    const nextMomentum = beta1 * (1 - 0.5 * state.warmth * warming);
    state.momentumProduct *= momentum;
    const gradientRate = (learningRate * (1 - momentum)) / (1 - state.momentumProduct);
    const momentumRate = (learningRate * nextMomentum) / (1 - state.momentumProduct * nextMomentum);
    const correction = Math.sqrt(1 - state.beta2Power);
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const v = state.v[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * d;
        v[j] = beta2 * v[j] + (1 - beta2) * d * d;
        w[j] -= (gradientRate * d + momentumRate * m[j]) / (Math.sqrt(v[j]) / correction + epsilon);
      }
    });
  },
};
