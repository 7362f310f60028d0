import { fillNormal } from '../../random/normal.ts';
import { defineFamily } from '../define-family.ts';
import type { ObjectiveFamily } from '../objective.ts';
import { numberOption } from '../options/number-option.ts';
import { fillDirection } from '../spherical-objective.ts';

/**
 * Negative control with the smallest possible flaw: the normaliser of `von-mises-fisher` with an ε, as every library has one.
 *
 *     L(w) = −κ ⟨z, e⟩,   z = w r,   r = 1/√(‖w‖² + ε),   g = r (v − z⟨z, v⟩),   v = −κ e + σξ,   e = (1, 0, …, 0)
 *
 * The gradient has a radial part of relative size ε/‖w‖². Where ‖w‖² ≫ ε the loss is as good as scale-invariant; of two runs with
 * the same ηλ, the one whose equilibrium norm comes near √ε departs from the other.
 *
 * - `dimension` d ≥ 2 (default 10), `kappa` κ ≥ 0 (0.1), `noise` σ ≥ 0 (1), `epsilon` ε > 0 (0.01).
 * - Metrics: `trainLoss`, which is L, and `alignment` ⟨w, e⟩/‖w‖. One group, `w`, with normaliser ε.
 *
 * @example
 * ```ts
 * const verdict = await checkLaw('scale-invariance', 'builtin:sgd', { objective: 'smoothed-von-mises-fisher', configurations: 20 });
 * expect(verdict.verdict).toBe('refuted');
 * expect(verdict.diagnosis).toContain('epsilon of 0.01');
 * ```
 */
export const smoothedVonMisesFisher: ObjectiveFamily = defineFamily({
  name: 'smoothed-von-mises-fisher',
  description:
    'negative control: a single basin on the sphere whose normaliser has an ε, so that scale invariance is approximate',
  options: {
    dimension: numberOption(10, 'd, number of weights', { min: 2, max: 1e6, integer: true }),
    kappa: numberOption(0.1, 'κ, strength of the drift', { min: 0 }),
    noise: numberOption(1, 'σ, standard deviation of each coordinate of the gradient noise on the unit sphere', { min: 0 }),
    epsilon: numberOption(0.01, 'ε inside the normaliser', { above: 0 }),
  },
  build({ dimension, kappa, noise, epsilon }) {
    const squaredNorm = (w: ArrayLike<number>): number => {
      let squares = 0;
      for (let i = 0; i < dimension; i++) squares += w[i] * w[i];
      return squares;
    };
    return {
      name: 'smoothed-von-mises-fisher',
      description: `L = −κ⟨w, e⟩/√(‖w‖² + ε) in ${dimension} dimensions, κ = ${kappa}, ε = ${epsilon}, gradient noise σ = ${noise}`,
      parameters: [{ name: 'w', shape: [dimension] }],
      groups: [{ name: 'w', tensors: [0] }],
      normaliserEpsilon: epsilon,
      noise: noise > 0 ? 'injected' : 'none',
      metrics: ['trainLoss', 'alignment'],

      instantiate() {
        const v = new Float64Array(dimension);
        return {
          initialise: ([{ data: w }], stream) => fillDirection(w, stream),

          gradient([{ data: w }], [{ data: g }], stream) {
            const r = 1 / Math.sqrt(squaredNorm(w) + epsilon);
            v.fill(0);
            if (noise > 0) fillNormal(stream, v);
            let radial = 0;
            for (let i = 0; i < dimension; i++) {
              v[i] = noise * v[i] - (i === 0 ? kappa : 0);
              radial += v[i] * w[i] * r;
            }
            for (let i = 0; i < dimension; i++) g[i] = r * (v[i] - w[i] * r * radial);
            return -kappa * w[0] * r;
          },

          evaluate([{ data: w }]) {
            const squares = squaredNorm(w);
            return [(-kappa * w[0]) / Math.sqrt(squares + epsilon), w[0] / Math.sqrt(squares)];
          },
        };
      },
    };
  },
});
