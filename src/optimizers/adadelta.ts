import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  /** Running mean of squared gradients. */
  readonly v: FloatArray[];
  /** Running mean of squared updates, before the learning rate. */
  readonly a: FloatArray[];
}

/**
 * AdaDelta, with weight decay as L2 regularisation.
 *
 *     d = g + λ w,   v ← ρ v + (1 − ρ) d²,   u = d √(a + ε) / √(v + ε),   a ← ρ a + (1 − ρ) u²,   w ← w − η u
 *
 * Learning rate η > 0 (a plain factor, 1 in the paper), weight decay λ ≥ 0, `rho` in [0, 1), `epsilon` > 0. The one ε is added to a
 * squared gradient and to a squared update, so that both have the same dimension and the rule scales as SGD does: on a
 * scale-invariant loss only ηλ matters.
 *
 * @example
 * ```ts
 * expect(iterate(adadelta, [1], [[-1]], { learningRate: 1, rho: 0.75, epsilon: 0.75 })[0]).toBeCloseTo(1 + Math.sqrt(0.75), 14);
 * ```
 *
 * Source: Zeiler 2012 (arXiv 1212.5701), algorithm 1; the conventions are those of `torch.optim.Adadelta`.
 */
export const adadelta: Optimizer<State> = {
  name: 'adadelta',
  hyperparameters: { rho: 0.9, epsilon: 1e-6 },
  contract: { symmetry: { learningRate: 2, weightDecay: -2, epsilon: -2 }, weightDecay: 'coupled', momentum: 'rate-outside' },
  elementwise: true,

  init: ({ parameters }) => ({ v: zerosLike(parameters), a: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { rho, epsilon } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const v = state.v[i];
      const a = state.a[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        v[j] = rho * v[j] + (1 - rho) * d * d;
        const u = (d * Math.sqrt(a[j] + epsilon)) / Math.sqrt(v[j] + epsilon);
        a[j] = rho * a[j] + (1 - rho) * u * u;
        w[j] -= learningRate * u;
      }
    });
  },
};
