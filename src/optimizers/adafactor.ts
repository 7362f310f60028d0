import { pow } from '../arithmetic/elementary.ts';
import { adafactorDirection, factoredMoments, type FactoredMoment } from './factored-moment.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adafactor with a given learning rate: a second moment kept as row and column sums, no first moment, decoupled weight decay.
 *
 *     β = 1 − t^(−γ)
 *     R ← β R + (1 − β) Σ_columns (g² + ε₁),   C ← β C + (1 − β) Σ_rows (g² + ε₁),   V = R Cᵀ / Σ R
 *     u = g / √V,   w ← (1 − ηλ) w − η u / max(1, RMS(u) / d)      for each tensor
 *
 * Learning rate η > 0, weight decay λ ≥ 0 with ηλ < 1, `decayExponent` γ in (0, 1], `clipThreshold` d > 0, `epsilon1` ε₁ > 0 (the
 * dimension of a squared gradient). Tensors that are no matrix keep every entry's own second moment. On a scale-invariant loss only
 * ηλ matters.
 *
 * @example
 * ```ts
 * expect(iterate(adafactor, [1], [[-3]], { learningRate: 0.25 })[0]).toBeCloseTo(1.25, 14); // β = 0 at the first step
 * ```
 *
 * Source: Shazeer & Stern 2018 (arXiv 1804.04235), algorithms 4 and 5; without their parameter scale, as in
 * `optax.adafactor(multiply_by_parameter_scale=False)`, and with the weight decay of `torch.optim.Adafactor`.
 */
export const adafactor: Optimizer<FactoredMoment[]> = {
  name: 'adafactor',
  hyperparameters: { decayExponent: 0.8, clipThreshold: 1, epsilon1: 1e-30 },
  contract: {
    symmetry: { learningRate: 1, weightDecay: -1, epsilon1: -2 },
    weightDecay: 'decoupled',
    decayOrder: 'before',
    momentum: 'rate-outside',
  },

  init: ({ parameters }) => factoredMoments(parameters),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const { decayExponent, clipThreshold, epsilon1 } = hyperparameters;
    const beta = 1 - pow(step, -decayExponent);
    const keep = 1 - learningRate * weightDecay;
    parameters.forEach(({ data: w }, i) => {
      const u = adafactorDirection(gradients[i].data, state[i], beta, epsilon1, clipThreshold);
      for (let j = 0; j < w.length; j++) w[j] = keep * w[j] - learningRate * u[j];
    });
  },
};
