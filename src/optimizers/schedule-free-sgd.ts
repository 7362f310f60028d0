import type { FloatArray } from '../arithmetic/tensor.ts';
import type { Optimizer } from './optimizer.ts';

interface State {
  /** The sequence that takes the gradient steps; it carries the dimension of a parameter. */
  readonly z: FloatArray[];
  /** The largest learning rate so far. */
  peak: number;
  /** Sum of the squared peaks of all steps. */
  weight: number;
}

/**
 * Schedule-free SGD: gradient steps of z, gradients at y, which lies between z and its average x; weight decay as L2 at y.
 *
 *     η̂ = largest η so far,   c = η̂ₜ² / Σₛ η̂ₛ²
 *     d = g(y) + λ y,   z ← z − η d,   x ← (1 − c) x + c z,   y = (1 − μ) z + μ x
 *
 * Learning rate η > 0, weight decay λ ≥ 0, `momentum` μ in [0, 1) (β in the paper; 0 is plain SGD). The parameters are y, where
 * gradients are taken and training losses measured. x averages the whole past, so that there is no equilibrium. On a
 * scale-invariant loss only ηλ matters, for a given μ.
 *
 * @example
 * ```ts
 * const options = { learningRate: 0.25, momentum: 0.5 };
 * expect(iterate(scheduleFreeSgd, [1], [[2], [2]], options)).toEqual([0.125]); // z: 0.5, 0; x: 0.5, 0.25
 * ```
 *
 * Source: Defazio et al. 2024, "The road less scheduled" (arXiv 2405.15682); decay at y and the weights c are those of the authors'
 * `SGDScheduleFree` without warm-up. Only y and z are kept: x = (y − (1 − μ) z) / μ.
 */
export const scheduleFreeSgd: Optimizer<State> = {
  name: 'schedule-free-sgd',
  hyperparameters: { momentum: 0.9 },
  contract: {
    symmetry: { learningRate: 2, weightDecay: -2 },
    weightDecay: 'coupled',
    exempt: {
      'radial-identity': 'what earlier steps did along the weights comes back through the average',
      'exponential-rate-equivalence':
        'averaging is not a linear recursion with constant coefficients, which the equivalence needs',
      'norm-balance': 'the parameters average the whole past: there is no equilibrium',
      'effective-rate-scaling': 'the parameters average the whole past: there is no equilibrium',
      equilibrium: 'the parameters average the whole past: there is no equilibrium',
      discrimination: 'the parameters average the whole past: there is no equilibrium',
      'fast-equilibrium': 'the parameters average the whole past: there is no equilibrium',
      'rate-drop': 'the parameters average the whole past: there is no equilibrium to drop from',
    },
  },
  elementwise: true,

  init: ({ parameters }) => ({ z: parameters.map(({ data }) => data.slice()), peak: 0, weight: 0 }),

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    state.peak = Math.max(state.peak, learningRate);
    state.weight += state.peak * state.peak;
    const c = state.weight > 0 ? (state.peak * state.peak) / state.weight : 0;
    parameters.forEach(({ data: y }, i) => {
      const g = gradients[i].data;
      const z = state.z[i];
      for (let j = 0; j < y.length; j++) {
        const d = g[j] + weightDecay * y[j];
        // y as a function of its old value: x and the new z inserted into y = (1 − μ) z + μ x.
        y[j] = (1 - c) * y[j] + c * z[j] - learningRate * (1 - momentum * (1 - c)) * d;
        z[j] -= learningRate * d;
      }
    });
  },
};
