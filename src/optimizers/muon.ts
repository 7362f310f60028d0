import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import { orthogonalise } from './newton-schulz.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  /** The running mean of gradients. */
  readonly m: FloatArray[];
}

/**
 * Muon: Nesterov momentum whose matrix is orthogonalised by Newton-Schulz iterations, with decoupled weight decay.
 *
 *     m ← μ m + (1 − μ) g,   d = μ m + (1 − μ) g
 *     w ← (1 − ηλ) w − η · 0.2 √max(rows, columns) · NewtonSchulz₅(d / (‖d‖ + ε))      for each tensor
 *
 * Learning rate η > 0, weight decay λ ≥ 0 with ηλ < 1, `momentum` μ in [0, 1), `epsilon` ≥ 0 (the dimension of a gradient; 0 is
 * legal where d ≠ 0). The factor 0.2 √max(rows, columns) gives the update the root mean square of AdamW's and does not depend on
 * which of the two extents holds the inputs. A tensor with one index counts as a single row, one with more than two as a matrix of
 * its first extent by all others. The matrix products are computed in float64 (PyTorch: bfloat16). On a scale-invariant loss only
 * ηλ matters.
 *
 * @example
 * ```ts
 * const once = iterate(muon, [0, 0], [[3, 4]], { learningRate: 1 });
 * expect(iterate(muon, [0, 0], [[300, 400]], { learningRate: 1 })[0]).toBeCloseTo(once[0], 6); // the length of g is not seen
 * expect(once[1] / once[0]).toBeCloseTo(4 / 3, 12);
 * ```
 *
 * Source: Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"; weight decay and scale are those of Liu et
 * al. 2025 (arXiv 2502.16982), which is `torch.optim.Muon(adjust_lr_fn='match_rms_adamw')` but for ε, which that takes as a floor.
 */
export const muon: Optimizer<State> = {
  name: 'muon',
  hyperparameters: { momentum: 0.95, epsilon: 1e-7 },
  contract: {
    symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 },
    weightDecay: 'decoupled',
    momentum: 'rate-outside',
    decayOrder: 'before',
  },

  init: ({ parameters }) => ({ m: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, epsilon } }) {
    const keep = 1 - learningRate * weightDecay;
    parameters.forEach(({ data: w, shape }, i) => {
      const g = gradients[i].data;
      const m = state.m[i];
      const d = new Float64Array(w.length);
      for (let j = 0; j < w.length; j++) {
        m[j] = momentum * m[j] + (1 - momentum) * g[j];
        d[j] = momentum * m[j] + (1 - momentum) * g[j];
      }
      const rows = shape.length < 2 ? 1 : shape[0];
      const columns = w.length / rows;
      const u = orthogonalise(d, rows, columns, epsilon);
      const rate = learningRate * 0.2 * Math.sqrt(Math.max(rows, columns));
      for (let j = 0; j < w.length; j++) w[j] = keep * w[j] - rate * u[j];
    });
  },
};
