import type { FloatArray } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  /** The sum of squared gradients. */
  readonly v: FloatArray[];
}

/**
 * AdaGrad, with weight decay as L2 regularisation.
 *
 *     d = g + λ w,   v ← v + d²,   w ← w − η d / (√(v₀ + v) + ε)
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `initialAccumulator` v₀ ≥ 0 (the dimension of a squared gradient), `epsilon` ≥ 0 (the
 * dimension of a gradient). Its steps shrink as t^(−1/2), so that it has no equilibrium.
 *
 * @example
 * ```ts
 * expect(iterate(adagrad, [1], [[3], [-4]], { learningRate: 0.5, epsilon: 0 })[0]).toBeCloseTo(1 - 0.5 + 0.4, 14);
 * ```
 *
 * Source: Duchi, Hazan & Singer 2011; the conventions are those of `torch.optim.Adagrad`.
 */
export const adagrad: Optimizer<State> = {
  name: 'adagrad',
  hyperparameters: { initialAccumulator: 0, epsilon: 1e-10 },
  contract: {
    symmetry: { learningRate: 1, weightDecay: -2, initialAccumulator: -2, epsilon: -1 },
    weightDecay: 'coupled',
    momentum: 'rate-outside',
    exempt: {
      'norm-balance': 'its steps shrink as t^(−1/2): there is no equilibrium',
      'effective-rate-scaling': 'its steps shrink as t^(−1/2): there is no equilibrium',
      equilibrium: 'its steps shrink as t^(−1/2): there is no equilibrium',
      'fast-equilibrium': 'its steps shrink as t^(−1/2): there is no equilibrium',
      'rate-drop': 'its steps shrink as t^(−1/2): there is no equilibrium to drop from',
    },
  },
  elementwise: true,

  init: ({ parameters }) => ({ v: zerosLike(parameters) }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { initialAccumulator, epsilon } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const v = state.v[i];
      for (let j = 0; j < w.length; j++) {
        const d = g[j] + weightDecay * w[j];
        v[j] += d * d;
        w[j] -= (learningRate * d) / (Math.sqrt(initialAccumulator + v[j]) + epsilon);
      }
    });
  },
};
