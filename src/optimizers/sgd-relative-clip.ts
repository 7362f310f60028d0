import { norm } from './norm.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Stochastic gradient descent with weight decay, whose gradient is clipped in proportion to the weights.
 *
 *     w ← (1 − ηλ) w − η g min(1, √(2λ/η) ‖w‖ / ‖g‖)      with norms over all tensors together
 *
 * Learning rate η > 0, weight decay λ > 0, stable for ηλ < 1. The threshold is the ratio ‖g‖/‖w‖ of the equilibrium without
 * clipping, so that no hyperparameter is left. λ = 0 has no such equilibrium and clips nothing. On a scale-invariant loss only ηλ
 * matters. No state.
 *
 * @example
 * ```ts
 * const options = { learningRate: 0.5, weightDecay: 0.25 }; // √(2λ/η) = 1: ‖g‖ is clipped at ‖w‖ = 5
 * expect(iterate(sgdRelativeClip, [3, 4], [[0, 10]], options)).toEqual([2.625, 3.5 - 2.5]);
 * expect(iterate(sgdRelativeClip, [3, 4], [[0, 2]], options)).toEqual([2.625, 3.5 - 1]);
 * ```
 *
 * Source: Li, Bhojanapalli, Zaheer, Reddi & Kumar 2022 (arXiv 2202.00980), relative global clipping.
 */
export const sgdRelativeClip: Optimizer = {
  name: 'sgd-relative-clip',
  contract: {
    symmetry: { learningRate: 2, weightDecay: -2 },
    weightDecay: 'decoupled',
    decayOrder: 'before',
    exempt: {
      'zero-gradient-decay': 'λ sets the clipping threshold too: beside a gradient it does more than decay',
      'exponential-rate-equivalence': 'the image of the run has no decay, and without decay nothing is clipped',
      'partition-invariance': 'one clipping factor for all tensors: what happens in one is meant to reach the others',
      equilibrium: 'while it clips, ‖w‖ grows by a factor 1 + (ηλ)²/2 a step: far below equilibrium it stays there',
      discrimination: 'while it clips, ‖w‖ grows by a factor 1 + (ηλ)²/2 a step: far below equilibrium it stays there',
      'fast-equilibrium': 'while it clips, ‖w‖ grows by a factor 1 + (ηλ)²/2 a step, which takes O(1/(ηλ)²) steps',
      'effective-rate-scaling': 'while it clips, ‖w‖ grows by a factor 1 + (ηλ)²/2 a step: the pilot does not reach equilibrium',
      'rate-drop': 'λ/η sets the clipping threshold: a drop of the rate changes what is clipped',
      'norm-balance': 'steps are clipped at √(2λ/η)‖w‖, which pure noise exceeds half of the time',
    },
  },

  init: () => ({}),

  update({ parameters, gradients, learningRate, weightDecay }) {
    const globalNorm = (tensors: typeof parameters): number => norm(Float64Array.from(tensors, ({ data }) => norm(data)));
    const limit = Math.sqrt((2 * weightDecay) / learningRate) * globalNorm(parameters);
    const length = globalNorm(gradients);
    const share = weightDecay > 0 && length > limit ? limit / length : 1;
    const keep = 1 - learningRate * weightDecay;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) w[j] = keep * w[j] - learningRate * (share * g[j]);
    });
  },
};
