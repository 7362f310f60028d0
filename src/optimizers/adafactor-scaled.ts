import { pow } from '../arithmetic/elementary.ts';
import { adafactorDirection, factoredMoments, type FactoredMoment } from './factored-moment.ts';
import { norm } from './norm.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adafactor with a relative step: its length is a share of the root mean square of each tensor, and falls in the end.
 *
 *     β = 1 − t^(−γ),   α = max(ε₂, RMS(w)) min(η, 1/√t)
 *     R ← β R + (1 − β) Σ_columns (g² + ε₁),   C ← β C + (1 − β) Σ_rows (g² + ε₁),   V = R Cᵀ / Σ R
 *     u = g / √V,   w ← (1 − ηλ) w − α u / max(1, RMS(u) / d)      for each tensor
 *
 * Learning rate η > 0, weight decay λ ≥ 0 with ηλ < 1, `decayExponent` γ in (0, 1], `clipThreshold` d > 0, `epsilon1` ε₁ > 0 (the
 * dimension of a squared gradient), `epsilon2` ε₂ ≥ 0 (the dimension of a parameter). Tensors that are no matrix keep every entry's
 * own second moment. η and λ have no dimension here: each matters on its own, at every scale.
 *
 * @example
 * ```ts
 * expect(iterate(adafactorScaled, [4], [[-3]], { learningRate: 0.25 })[0]).toBeCloseTo(5, 14); // a quarter of 4
 * ```
 *
 * Source: Shazeer & Stern 2018 (arXiv 1804.04235), algorithms 4 and 5, with the weight decay of `torch.optim.Adafactor`, which
 * differs in that its ε₁ is a floor instead of a summand.
 */
export const adafactorScaled: Optimizer<FactoredMoment[]> = {
  name: 'adafactor-scaled',
  hyperparameters: { decayExponent: 0.8, clipThreshold: 1, epsilon1: 1e-30, epsilon2: 1e-3 },
  contract: {
    symmetry: { learningRate: 0, weightDecay: 0, epsilon1: -2, epsilon2: 1 },
    weightDecay: 'decoupled',
    decayOrder: 'before',
  },

  init: ({ parameters }) => factoredMoments(parameters),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const { decayExponent, clipThreshold, epsilon1, epsilon2 } = hyperparameters;
    const beta = 1 - pow(step, -decayExponent);
    const relativeStep = Math.min(learningRate, 1 / Math.sqrt(step));
    const keep = 1 - learningRate * weightDecay;
    parameters.forEach(({ data: w }, i) => {
      const rate = Math.max(epsilon2, norm(w) / Math.sqrt(w.length)) * relativeStep;
      const u = adafactorDirection(gradients[i].data, state[i], beta, epsilon1, clipThreshold);
      for (let j = 0; j < w.length; j++) w[j] = keep * w[j] - rate * u[j];
    });
  },
};
