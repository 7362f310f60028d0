import fc from 'fast-check';
import { copy, zeros, type Tensor } from '../../arithmetic/tensor.ts';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import type { ScaleInvariantGroup } from '../../objectives/objective.ts';
import { sharedInstance } from '../../objectives/shared-instance.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, orbitExponents, type ExactConfiguration } from './drawn.ts';
import { exactLaw } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  /** c = 2^exponent. */
  readonly exponent: number;
  /** Which unit is scaled: −1 all groups at once, else a group or column, counted modulo their number. */
  readonly unit: number;
}

/** The loss does not see the scale of a scale-invariant group, and its gradient shrinks by exactly that scale. */
export const scaleInvariance: Law = exactLaw<Configuration>({
  id: 'scale-invariance',
  claim: 'Scaling the weights of a scale-invariant group leaves the loss alone and divides its gradient by the scale.',
  formula: 'L(c·w) = L(w) and ∇L(c·w) = ∇L(w)/c, bit for bit at c = 2^k',
  source: 'Li, Lyu & Arora 2020, section 2; Euler’s theorem for homogeneous functions of degree 0',
  domain: 'objectives that declare scale-invariant groups; c = 2^k, |k| ≤ 20',
  unit: 'relative change of loss or gradient',
  stage: 'objective',
  applies: (_, { groups, name }) => groups.length > 0 || `${name} declares no scale-invariant group`,
  configurations: ({ subject }) =>
    exactConfigurations(subject, { orbit: 4 }, { exponent: orbitExponents(20), unit: fc.integer({ min: -1, max: 63 }) }),

  measure: ({ objective }, { seed, precision, initScale, exponent, unit }) => {
    const c = powerOfTwo(exponent);
    const instance = sharedInstance(objective, precision);
    const weights = objective.parameters.map(({ shape }) => zeros(shape, precision));
    instance.initialise(weights, stream(seed, 'initialisation').seek(0, 0));
    for (const { data } of weights) for (let i = 0; i < data.length; i++) data[i] *= initScale;
    const factors = scaleFactors(objective.groups, weights, unit, c);
    const moved = weights.map(copy);
    moved.forEach(({ data }, i) => data.forEach((w, j) => (data[j] = w * factors[i][j])));
    const [gradient, image] = [weights, moved].map((parameters) => {
      const gradients = weights.map(({ shape }) => zeros(shape, precision));
      return { loss: instance.gradient(parameters, gradients, stream(seed, 'data').seek(0, 1)), gradients };
    });

    let difference = Math.abs(image.loss - gradient.loss) / (Math.abs(gradient.loss) || 1);
    let where: string = 'loss';
    gradient.gradients.forEach(({ data }, i) => {
      const other = image.gradients[i].data;
      let largest = 0;
      let square = 0;
      for (let j = 0; j < data.length; j++) {
        largest = Math.max(largest, Math.abs(other[j] * factors[i][j] - data[j]));
        square = Math.max(square, Math.abs(data[j]));
      }
      if (!(largest / (square || 1) <= difference))
        [difference, where] = [largest / (square || 1), `gradient of ${objective.parameters[i].name}`];
    });
    return { effect: difference, tolerance: 0, steps: 2, where: { quantity: where } };
  },

  blame: 'objective',
  diagnose: ({ objective }, _, { where, effect }) => ({
    cause: 'not-scale-invariant',
    sentence:
      objective.normaliserEpsilon > 0
        ? `the normaliser's epsilon of ${objective.normaliserEpsilon} breaks scale invariance: it would have to be multiplied by c² (${where!.quantity} changes by ${effect.toPrecision(2)})`
        : `${where!.quantity} sees the scale of the weights: an epsilon, a bias or an unnormalised layer acts on this group`,
  }),
});

/** The factor of every parameter entry: c on the chosen unit, 1 elsewhere. */
function scaleFactors(
  groups: readonly ScaleInvariantGroup[],
  weights: readonly Tensor[],
  unit: number,
  c: number,
): Float64Array[] {
  const factors = weights.map(({ data }) => new Float64Array(data.length).fill(1));
  const units = groups.flatMap(({ tensors, columns }) =>
    Array.from({ length: columns ?? 1 }, (_, column) => ({ tensors, columns, column })),
  );
  const chosen = unit < 0 ? units : [units[unit % units.length]];
  for (const { tensors, columns, column } of chosen)
    for (const tensor of tensors) for (let j = column; j < factors[tensor].length; j += columns ?? 1) factors[tensor][j] = c;
  return factors;
}
