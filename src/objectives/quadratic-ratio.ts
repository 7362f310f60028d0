import { defineFamily } from './define-family.ts';
import type { ObjectiveFamily } from './objective.ts';
import { numberOption } from './options/number-option.ts';
import { sphericalObjective } from './spherical-objective.ts';

/**
 * The smallest scale-invariant loss: two weights.
 *
 *     L(x, y) = x²/(x² + y²),   g = P(∇L(u) + σξ)/‖w‖
 *
 * Without noise, gradient descent with weight decay does not converge although gradient flow does: the effective learning rate
 * grows until the minimum is unstable. The mean loss then is ηλ/2, and the amplitude of the oscillation remembers its start, so
 * there is no equilibrium.
 *
 * - `noise` σ ≥ 0 (default 0).
 * - Metric: `trainLoss`, which is L.
 * - Caveat without noise: between two spikes x shrinks by a factor e^(−O(1/ηλ)). Where it underflows (ηλ below about 10⁻² in
 *   float64 and 0.05 in float32) the weights shrink to 0, where the direction is NaN.
 *
 * @example
 * ```ts
 * const [loss] = quadraticRatio.create().instantiate('float64').evaluate([{ data: Float64Array.of(3, 4), shape: [2] }]);
 * expect(loss).toBeCloseTo(9 / 25, 15);
 * ```
 *
 * Source: the counterexample to "gradient descent follows gradient flow" of Li, Lyu & Arora 2020 (arXiv 2010.02916).
 */
export const quadraticRatio: ObjectiveFamily = defineFamily({
  name: 'quadratic-ratio',
  description: 'x²/(x² + y²), the smallest scale-invariant loss; noise-free by default',
  options: {
    noise: numberOption(0, 'σ, standard deviation of each coordinate of the gradient noise on the unit circle', { min: 0 }),
  },
  build: ({ noise }) =>
    sphericalObjective({
      name: noise > 0 ? 'quadratic-ratio-noise' : 'quadratic-ratio',
      description: `x²/(x² + y²), ${noise > 0 ? `gradient noise σ = ${noise}` : 'no noise'}`,
      dimension: 2,
      noise,
      metrics: ['trainLoss'],
      loss(u, v) {
        v[0] = 2 * u[0];
        v[1] = 0;
        return u[0] * u[0];
      },
      compiledLoss: { kernel: 'quadraticRatio', numbers: [] },
      evaluate: (u) => [u[0] * u[0]],
    }),
});
