import { pow } from '../arithmetic/elementary.ts';
import { normal } from '../random/normal.ts';
import { sphere } from '../random/sphere.ts';
import { stream, type Stream } from '../random/stream.ts';
import { defineFamily } from './define-family.ts';
import type { ObjectiveFamily } from './objective.ts';
import { numberOption } from './options/number-option.ts';
import { sphericalObjective } from './spherical-objective.ts';

/**
 * The direction of least variance of normal data, from samples: a scale-invariant loss whose noise comes from sampling, depends on
 * the position, and has many curvatures.
 *
 *     L(w) = ½ uᵀAu,   sampled as  ½ mean ⟨xᵢ, u⟩²,   xᵢ ~ N(0, A),   g = P mean(⟨xᵢ, u⟩ xᵢ)/‖w‖,   u = w/‖w‖
 *
 * A is a random matrix that `spectrumSeed` selects: eigenvalues log-uniform on [1/condition, 1], and eigenvectors that are the
 * axes reflected in a random plane, so that no axis is special: A = H D H, H = I − 2vvᵀ.
 *
 * - `dimension` d ≥ 2 (default 20), `batch` samples a step (1), `condition` ≥ 1 (100), `spectrumSeed` (0).
 * - Metrics: `trainLoss`, which is L, and `excessRisk` L − ½ a_min.
 *
 * @example
 * ```ts
 * expect(noisyRayleighQuotient.create({ dimension: 4 }).metrics).toEqual(['trainLoss', 'excessRisk']);
 * ```
 *
 * Source: the noisy Rayleigh quotient as a model of training with normalisation and weight decay (OpenReview k-JvYGkA9o, 2023).
 */
export const noisyRayleighQuotient: ObjectiveFamily = defineFamily({
  name: 'noisy-rayleigh-quotient',
  description: 'direction of least variance of normal data from samples, ½ uᵀAu: noise and curvature depend on the position',
  options: {
    dimension: numberOption(20, 'd, number of weights', { min: 2, max: 1e6, integer: true }),
    batch: numberOption(1, 'samples a step', { min: 1, max: 1e6, integer: true }),
    condition: numberOption(100, 'ratio of the limits between which the eigenvalues are drawn', { min: 1 }),
    spectrumSeed: numberOption(0, 'selects the matrix A', { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }),
  },
  build({ dimension, batch, condition, spectrumSeed }) {
    const spectrum = stream(spectrumSeed, 'noisy-rayleigh-quotient', 'spectrum');
    const deviations = Float64Array.from({ length: dimension }, () => Math.sqrt(pow(condition, -spectrum.uniform())));
    const mirror = sphere(stream(spectrumSeed, 'noisy-rayleigh-quotient', 'mirror'), new Float64Array(dimension));
    const smallest = deviations.reduce((least, deviation) => Math.min(least, deviation * deviation), Infinity);

    const inEigenbasis = new Float64Array(dimension);
    const x = new Float64Array(dimension);
    const risk = (u: Float64Array): number => {
      reflect(u, mirror, inEigenbasis);
      let sum = 0;
      for (let i = 0; i < dimension; i++) {
        const component = deviations[i] * inEigenbasis[i];
        sum += component * component;
      }
      return 0.5 * sum;
    };
    const objective = sphericalObjective({
      name: 'noisy-rayleigh-quotient',
      description: `½ uᵀAu in ${dimension} dimensions, condition ${condition}, from ${batch} normal sample${batch === 1 ? '' : 's'} a step`,
      dimension,
      noise: 0,
      metrics: ['trainLoss', 'excessRisk'],
      loss(u, v, samples: Stream) {
        reflect(u, mirror, inEigenbasis);
        v.fill(0);
        let total = 0;
        for (let sample = 0; sample < batch; sample++) {
          let projection = 0;
          for (let i = 0; i < dimension; i++) {
            x[i] = deviations[i] * normal(samples);
            projection += x[i] * inEigenbasis[i];
          }
          for (let i = 0; i < dimension; i++) v[i] += projection * x[i];
          total += projection * projection;
        }
        for (let i = 0; i < dimension; i++) v[i] /= batch;
        reflect(v, mirror, v);
        return (0.5 * total) / batch;
      },
      compiledLoss: { kernel: 'noisyRayleighQuotient', arrays: [deviations, mirror], scratch: 2, numbers: [batch] },
      evaluate: (u) => [risk(u), risk(u) - 0.5 * smallest],
    });
    return { ...objective, noise: 'minibatch' };
  },
});

/** Writes H z = z − 2⟨v, z⟩v; `out` may be z itself. */
function reflect(z: Float64Array, v: Float64Array, out: Float64Array): void {
  let product = 0;
  for (let i = 0; i < z.length; i++) product += v[i] * z[i];
  for (let i = 0; i < z.length; i++) out[i] = z[i] - 2 * product * v[i];
}
