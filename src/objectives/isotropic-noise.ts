import { cos, pow } from '../arithmetic/elementary.ts';
import { alphaStable } from '../random/alpha-stable.ts';
import { fillNormal } from '../random/normal.ts';
import type { Stream } from '../random/stream.ts';
import { defineFamily } from './define-family.ts';
import { direction, pullBack } from './direction.ts';
import type { ObjectiveFamily } from './objective.ts';
import { entries, listOption } from './options/list-option.ts';
import { numberOption } from './options/number-option.ts';
import { fillDirection } from './spherical-objective.ts';

const QUARTER_PI = 0.7853981633974483;

/**
 * Pure gradient noise without a loss: what weight decay and scale invariance do by themselves, in closed form.
 *
 *     g = σ s √A · Pξ/‖w‖,   P = I − uuᵀ,   u = w/‖w‖,   ξ ~ N(0, I)
 *
 * for each of several groups with scale s; the loss is 0. A = 1 for α = 2. For α < 2 the noise has heavy tails: A is drawn for
 * each group and step from the positive stable law of index α/2, E exp(−zA) = exp(−z^(α/2)), so that √A·ξ is isotropic and
 * α-stable, and the squares of the gradients sum to a law of the same form.
 *
 * Under SGD with α = 2, S = E‖g‖²‖w‖² = σ²s²(d − 1): ‖w‖⁴ → ηS/(λ(2 − ηλ)), and each step rotates by arccos(1 − ηλ) in the mean,
 * whatever s is. With α < 2 the median of the effective learning rate is ∝ (ηλ)^(1/α).
 *
 * - `dimension` d ≥ 2 of each group (default 100), `noise` σ > 0 (1), `alpha` α in [½, 2] (2), `scales` one s > 0 a group (`1`).
 * - No metrics.
 *
 * @example
 * ```ts
 * expect(isotropicNoise.create({ dimension: 8, scales: '1,100' }).groups).toHaveLength(2);
 * ```
 */
export const isotropicNoise: ObjectiveFamily = defineFamily({
  name: 'isotropic-noise',
  description: 'isotropic gradient noise on one or more spheres and no loss; optionally with heavy tails',
  options: {
    dimension: numberOption(100, 'd, number of weights of each group', { min: 2, max: 1e6, integer: true }),
    noise: numberOption(1, 'σ, standard deviation of each coordinate of the gradient noise on the unit sphere', { above: 0 }),
    alpha: numberOption(2, 'α, tail index of the noise; 2 is normal', { min: 0.5, max: 2 }),
    scales: listOption('1', 'gradient scale of each group', { above: 0 }),
  },
  build({ dimension, noise, alpha, scales }) {
    const strengths = entries(scales).map((scale) => noise * scale);
    const parameters = strengths.map((_, i) => ({ name: strengths.length === 1 ? 'w' : `w${i + 1}`, shape: [dimension] }));
    // What turns the standard stable law into that with the Laplace transform exp(−z^(α/2)).
    const unit = alpha === 2 ? 1 : pow(cos(QUARTER_PI * alpha), 2 / alpha);
    const magnitude = (stream: Stream): number =>
      alpha === 2 ? 1 : Math.sqrt(unit * Math.max(0, alphaStable(stream, alpha / 2, 1)));
    return {
      name: alpha === 2 ? 'isotropic-noise' : 'isotropic-noise-heavy-tailed',
      description: `${alpha === 2 ? 'normal' : `${alpha}-stable`} noise on ${strengths.length} sphere(s) in ${dimension} dimensions, no loss`,
      parameters,
      groups: parameters.map(({ name }, i) => ({ name, tensors: [i] })),
      normaliserEpsilon: 0,
      noise: 'injected',
      metrics: [],

      instantiate() {
        const u = new Float64Array(dimension);
        const v = new Float64Array(dimension);
        return {
          computation: {
            kind: 'isotropic-noise',
            dimension,
            strengths,
            ...(alpha < 2 && { tail: { index: alpha / 2, unit } }),
          },
          initialise(tensors, stream) {
            for (const { data } of tensors) fillDirection(data, stream);
          },

          gradient(tensors, gradients, stream) {
            for (let group = 0; group < strengths.length; group++) {
              const strength = strengths[group] * magnitude(stream);
              const norm = direction(tensors[group].data, u);
              fillNormal(stream, v);
              for (let i = 0; i < dimension; i++) v[i] *= strength;
              pullBack(v, u, norm, gradients[group].data);
            }
            return 0;
          },

          evaluate: () => [],
        };
      },
    };
  },
});
