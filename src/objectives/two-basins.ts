import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { defineFamily } from './define-family.ts';
import type { ObjectiveFamily } from './objective.ts';
import { numberOption } from './options/number-option.ts';
import { sphericalObjective } from './spherical-objective.ts';

/**
 * Two basins on the sphere with a barrier between them, which is where the equilibrium conjecture fails: below a temperature of
 * about a fifth of the barrier, a run stays for exponentially long in the basin that it first fell into.
 *
 *     L(w) = h (1 − s²) + ½ t (1 − s),   s = ⟨u, e⟩,   u = w/‖w‖,   e = (1, 0, …, 0),   g = P(∇L(u) + σξ)/‖w‖
 *
 * The minima are at the poles, L(e) = 0 and L(−e) = t; every path between them crosses the saddle circle s* = −t/4h, which lies
 * h (1 − t/4h)² above the upper and h (1 + t/4h)² above the lower one. Under SGD the temperature is T = σ √(ηλ/(2(d − 1))); the
 * stationary density is ∝ exp(−L/T), and hopping takes a time ∝ exp(barrier/T). With t > 0 a start in a random direction does not
 * give the stationary shares of the basins, so how a run began stays visible.
 *
 * - `dimension` d ≥ 2 (default 3; in more dimensions most directions lie near the saddle, which lowers the barrier in free energy
 *   by T (d − 3)/2 · ln(1 − s²)), `barrier` h > 0 (0.2), `tilt` t in [0, 4h) (0.05), `noise` σ ≥ 0 (1).
 *   With the defaults h/T is 12.6 at ηλ = 10⁻³ and 4 at 10⁻².
 * - Metrics: `trainLoss`, which is L, `alignment` s, and `basin`: 1 in the lower basin, s > s*, and 0 in the upper one.
 *
 * `create` throws ConfigurationError `CONFLICTING_OPTIONS` where the tilt leaves one basin only.
 *
 * @example
 * ```ts
 * const { instantiate, metrics } = twoBasins.create({ dimension: 2 });
 * const values = instantiate('float64').evaluate([{ data: Float64Array.of(-7, 0), shape: [2] }]); // the pole of the upper basin
 * expect(values[metrics.indexOf('basin')]).toBe(0);
 * expect(values[metrics.indexOf('trainLoss')]).toBe(0.05);
 * ```
 */
export const twoBasins: ObjectiveFamily = defineFamily({
  name: 'two-basins',
  description:
    'two basins on the sphere with a barrier between them, with isotropic gradient noise: equilibrium fails where the barrier is high',
  options: {
    dimension: numberOption(3, 'd, number of weights', { min: 2, max: 1e6, integer: true }),
    barrier: numberOption(0.2, 'h, height of the equator above the poles', { above: 0 }),
    tilt: numberOption(0.05, 't, height of the upper minimum above the lower one', { min: 0 }),
    noise: numberOption(1, 'σ, standard deviation of each coordinate of the gradient noise on the unit sphere', { min: 0 }),
  },
  build({ dimension, barrier, tilt, noise }) {
    if (tilt >= 4 * barrier) {
      throw new ConfigurationError(
        'CONFLICTING_OPTIONS',
        `two-basins cannot have tilt=${tilt} with barrier=${barrier}`,
        'the upper minimum exists for tilt < 4·barrier only',
      );
    }
    const saddle = -tilt / (4 * barrier);
    const loss = (s: number): number => barrier * (1 - s * s) + 0.5 * tilt * (1 - s);
    return sphericalObjective({
      name: 'two-basins',
      description: `two basins on the sphere in ${dimension} dimensions, barrier ${barrier}, tilt ${tilt}, gradient noise σ = ${noise}`,
      dimension,
      noise,
      metrics: ['trainLoss', 'alignment', 'basin'],
      loss(u, v) {
        v.fill(0);
        v[0] = -2 * barrier * u[0] - 0.5 * tilt;
        return loss(u[0]);
      },
      compiledLoss: { kernel: 'twoBasins', numbers: [barrier, tilt] },
      evaluate: (u) => [loss(u[0]), u[0], u[0] > saddle ? 1 : 0],
    });
  },
});
