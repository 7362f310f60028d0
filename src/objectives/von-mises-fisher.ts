import { defineFamily } from './define-family.ts';
import type { ObjectiveFamily } from './objective.ts';
import { numberOption } from './options/number-option.ts';
import { sphericalObjective } from './spherical-objective.ts';

/**
 * A single basin on the sphere: the drift of a von Mises–Fisher distribution, with isotropic gradient noise.
 *
 *     L(w) = −κ ⟨u, e⟩,   g = P(−κ e + σξ)/‖w‖,   u = w/‖w‖,   e = (1, 0, …, 0)
 *
 * Under SGD at equilibrium u follows, for small ηλ, the density ∝ exp(κ⟨u, e⟩/T) with T = σ √(ηλ/(2(d − 1))); in 3 dimensions
 * E⟨u, e⟩ = coth(κ/T) − T/κ.
 *
 * - `dimension` d ≥ 2 (default 10), `kappa` κ ≥ 0 (0.1), `noise` σ ≥ 0 (1): the noise dominates where ηλ > 2κ²/(σ²(d − 1)).
 * - Metrics: `trainLoss`, which is L, and `alignment` ⟨u, e⟩.
 *
 * @example
 * ```ts
 * const values = vonMisesFisher.create({ dimension: 2, kappa: 0.5 }).instantiate('float64').evaluate([{ data: Float64Array.of(4, 3), shape: [2] }]);
 * expect(values[0]).toBeCloseTo(-0.4, 15);
 * expect(values[1]).toBeCloseTo(0.8, 15);
 * ```
 */
export const vonMisesFisher: ObjectiveFamily = defineFamily({
  name: 'von-mises-fisher',
  description: 'a single basin on the sphere, L = −κ⟨u, e⟩, with isotropic gradient noise',
  options: {
    dimension: numberOption(10, 'd, number of weights', { min: 2, max: 1e6, integer: true }),
    kappa: numberOption(0.1, 'κ, strength of the drift', { min: 0 }),
    noise: numberOption(1, 'σ, standard deviation of each coordinate of the gradient noise on the unit sphere', { min: 0 }),
  },
  build: ({ dimension, kappa, noise }) =>
    sphericalObjective({
      name: 'von-mises-fisher',
      description: `L = −κ⟨u, e⟩ on the sphere in ${dimension} dimensions, κ = ${kappa}, gradient noise σ = ${noise}`,
      dimension,
      noise,
      metrics: ['trainLoss', 'alignment'],
      loss(u, v) {
        v.fill(0);
        v[0] = -kappa;
        return -kappa * u[0];
      },
      compiledLoss: { kernel: 'vonMisesFisher', numbers: [kappa] },
      evaluate: (u) => [-kappa * u[0], u[0]],
    }),
});
