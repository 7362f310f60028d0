import { pow } from '../../arithmetic/elementary.ts';
import { fillNormal } from '../../random/normal.ts';
import { defineFamily } from '../define-family.ts';
import type { ObjectiveFamily } from '../objective.ts';
import { numberOption } from '../options/number-option.ts';
import { fillDirection } from '../spherical-objective.ts';

/**
 * Negative control that is not scale-invariant and does not claim to be: a quadratic bowl whose minimum is not at 0.
 *
 *     L(w) = ½ Σᵢ aᵢ (wᵢ − 1)²,   aᵢ = condition^(−(i − 1)/(d − 1)),   g = ∇L(w) + σξ,   ξ ~ N(0, I)
 *
 * Under SGD with weight decay the learning rate is a temperature and the decay moves the minimum, so runs of equal ηλ differ.
 *
 * - `dimension` d ≥ 2 (default 20), `condition` ≥ 1 (10), `noise` σ ≥ 0 (0.1).
 * - Metric: `trainLoss`, which is L. No groups.
 *
 * @example
 * ```ts
 * const bowl = quadraticBowl.create({ dimension: 2 });
 * expect(bowl.groups).toEqual([]);
 * expect(bowl.instantiate('float64').evaluate([{ data: Float64Array.of(1, 1), shape: [2] }])).toEqual([0]);
 * ```
 */
export const quadraticBowl: ObjectiveFamily = defineFamily({
  name: 'quadratic-bowl',
  description: 'negative control: a quadratic bowl, not scale-invariant',
  options: {
    dimension: numberOption(20, 'd, number of weights', { min: 2, max: 1e6, integer: true }),
    condition: numberOption(10, 'largest over smallest curvature', { min: 1 }),
    noise: numberOption(0.1, 'σ, standard deviation of each coordinate of the gradient noise', { min: 0 }),
  },
  build({ dimension, condition, noise }) {
    const curvatures = Float64Array.from({ length: dimension }, (_, i) => pow(condition, -i / (dimension - 1)));
    const loss = (w: ArrayLike<number>): number => {
      let sum = 0;
      for (let i = 0; i < dimension; i++) sum += curvatures[i] * (w[i] - 1) * (w[i] - 1);
      return 0.5 * sum;
    };
    return {
      name: 'quadratic-bowl',
      description: `quadratic bowl in ${dimension} dimensions, gradient noise σ = ${noise}; not scale-invariant`,
      parameters: [{ name: 'w', shape: [dimension] }],
      groups: [],
      normaliserEpsilon: 0,
      noise: noise > 0 ? 'injected' : 'none',
      metrics: ['trainLoss'],

      instantiate() {
        const xi = new Float64Array(dimension);
        return {
          initialise: ([{ data: w }], stream) => fillDirection(w, stream),

          gradient([{ data: w }], [{ data: g }], stream) {
            if (noise > 0) fillNormal(stream, xi);
            for (let i = 0; i < dimension; i++) g[i] = curvatures[i] * (w[i] - 1) + noise * xi[i];
            return loss(w);
          },

          evaluate: ([{ data: w }]) => [loss(w)],
        };
      },
    };
  },
});
