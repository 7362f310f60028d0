import { zeros } from '../../arithmetic/tensor.ts';
import { sharedInstance } from '../../objectives/shared-instance.ts';
import { innerProducts, unitNames } from '../../metrics/groups.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, machineEpsilon, type ExactConfiguration } from './drawn.ts';
import { exactLaw } from './exact-law.ts';

/** The gradient of a scale-invariant group is orthogonal to its weights. */
export const gradientOrthogonality: Law = exactLaw<ExactConfiguration>({
  id: 'gradient-orthogonality',
  claim: 'The stochastic gradient of every scale-invariant group is orthogonal to its weights.',
  formula: '⟨∇L(w), w⟩ = 0, to rounding: |cos| ≤ 256 machine epsilons',
  source: 'the derivative of L(c·w) = L(w) at c = 1',
  domain: 'objectives that declare scale-invariant groups; per column where columns are invariant on their own',
  unit: 'cosine between gradient and weights',
  stage: 'objective',
  applies: (_, { groups, name }) => groups.length > 0 || `${name} declares no scale-invariant group`,
  configurations: ({ subject }) => exactConfigurations(subject, {}, {}),

  measure: ({ objective }, { seed, precision, initScale }) => {
    const instance = sharedInstance(objective, precision);
    const weights = objective.parameters.map(({ shape }) => zeros(shape, precision));
    const gradients = objective.parameters.map(({ shape }) => zeros(shape, precision));
    instance.initialise(weights, stream(seed, 'initialisation').seek(0, 0));
    for (const { data } of weights) for (let i = 0; i < data.length; i++) data[i] *= initScale;
    instance.gradient(weights, gradients, stream(seed, 'data').seek(0, 1));
    const across = innerProducts(objective.groups, weights, gradients);
    const squares = innerProducts(objective.groups, weights, weights);
    const lengths = innerProducts(objective.groups, gradients, gradients);
    // A unit whose gradient is far below its group's carries the group's rounding, not its own.
    const largest = Math.max(...Array.from(squares, (square, unit) => square * lengths[unit]));
    const cosines = Array.from(
      across,
      (product, unit) => Math.abs(product) / Math.sqrt(Math.max(squares[unit] * lengths[unit], 1e-6 * largest, 1e-8) || 1),
    );
    const effect = Math.max(...cosines);
    return {
      effect,
      tolerance: 256 * machineEpsilon(precision),
      steps: 1,
      where: { unit: unitNames(objective.groups)[cosines.indexOf(effect)] },
    };
  },

  blame: 'objective',
  diagnose: ({ objective }, _, { where, effect }) => ({
    cause: 'gradient-not-orthogonal',
    sentence:
      objective.normaliserEpsilon > 0
        ? `the normaliser's epsilon of ${objective.normaliserEpsilon} gives the gradient of ${where!.unit} a radial part (cosine ${effect.toPrecision(2)})`
        : `the gradient of ${where!.unit} has a radial part (cosine ${effect.toPrecision(2)}): the loss sees its scale`,
  }),
});
