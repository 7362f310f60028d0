import { parseReference } from '../objectives/reference-syntax.ts';
import { twoBasins } from '../objectives/two-basins.ts';
import { unitsWithoutGradient } from '../objectives/vanishing-gradient.ts';
import type { Hypothesis } from './conjectures/conjecture.ts';

/** Everything that is trained is scale-invariant. */
const scaleInvariance: Hypothesis = {
  name: 'scale invariance',
  fields: ['objective.topLayer', 'objective.gain', 'objective.bias', 'objective.normaliser'],
  breach(_, { objective: { groups, parameters } }) {
    const inside = new Set(groups.flatMap(({ tensors }) => tensors));
    const outside = parameters.filter((_, i) => !inside.has(i)).map(({ name }) => name);
    return outside.length === 0
      ? undefined
      : `${outside.join(', ')} ${outside.length === 1 ? 'is' : 'are'} trained and not scale-invariant`;
  },
};

/** No number beside the weights has their dimension. */
const noScale: Hypothesis = {
  name: 'no scale beside the weights',
  fields: ['objective.epsilon', 'optimizer.epsilon', 'optimizer.clip'],
  breach({ optimizer }, { objective: { normaliserEpsilon } }) {
    const scales = [
      ...(normaliserEpsilon > 0 ? [`the normaliser's ε of ${normaliserEpsilon}`] : []),
      ...(optimizer.epsilon > 0 ? [`the optimizer's ε of ${optimizer.epsilon}`] : []),
      ...(optimizer.clip > 0 ? [`clipping at ${optimizer.clip}`] : []),
    ];
    return scales.length === 0
      ? undefined
      : `${scales.join(' and ')} ${scales.length === 1 ? 'is a scale of its own' : 'are scales of their own'}`;
  },
};

/** Gradients are noisy. */
const gradientNoise: Hypothesis = {
  name: 'gradient noise',
  fields: ['objective.batch', 'objective.noise'],
  breach: (_, { objective }) => (objective.noise === 'none' ? 'there is no gradient noise' : undefined),
};

/** Gradient noise has a variance. */
const finiteVariance: Hypothesis = {
  name: 'noise of finite variance',
  fields: ['objective.tail'],
  breach: ({ objective }) => (objective.tail < 2 ? `noise with tail index ${objective.tail} has no variance` : undefined),
};

/** Barriers above this many temperatures are not crossed in the time of a run. */
const CROSSABLE = 2;

/**
 * Minimisers are connected, or barriers between them low: T = σ √(κ/(2(d − 1))) is the temperature of the direction under SGD.
 *
 * Source of the hypothesis: Li, Wang & Yu 2022.
 */
const oneBasin: Hypothesis = {
  name: 'one basin',
  fields: ['objective.barrier', 'objective.family'],
  breach({ rate }, { objective }) {
    const { name, options } = parseReference(objective.reference);
    if (name !== twoBasins.name) return undefined;
    const [barrier, noise, dimension] = ['barrier', 'noise', 'dimension'].map((key) =>
      Number({ ...twoBasins.options, ...options }[key]),
    );
    const temperature = noise * Math.sqrt(rate / (2 * (dimension - 1)));
    return barrier > CROSSABLE * temperature
      ? `two basins, with a barrier that is ${(barrier / temperature).toPrecision(2)} times the temperature`
      : undefined;
  },
};

/** Every unit has a gradient: without, weights only decay. */
const liveUnits: Hypothesis = {
  name: 'gradients everywhere',
  fields: ['objective.family'],
  breach(_, { objective }) {
    const [dead] = unitsWithoutGradient(objective);
    return dead === undefined ? undefined : `${dead.group} has units without gradient`;
  },
};

/** Weight decay and learning rate act through their product. */
const intrinsicProduct: Hypothesis = {
  name: 'an optimizer whose intrinsic learning rate is ηλ',
  fields: ['optimizer.rule'],
  breach(_, { optimizer: { name, contract } }) {
    const symmetry = contract?.symmetry;
    return symmetry !== undefined && symmetry.learningRate + symmetry.weightDecay !== 0
      ? `${name} keeps directions under (c^${symmetry.learningRate} η, c^${symmetry.weightDecay} λ), which changes ηλ`
      : undefined;
  },
};

/** In units of 1/κ. */
const LONG = 20;

/** There is time. */
const longHorizon: Hypothesis = {
  name: 'a long horizon',
  fields: ['horizon'],
  breach: ({ horizon }) => (horizon < LONG ? `${horizon}/(ηλ) steps are fewer than ${LONG}/(ηλ)` : undefined),
};

/**
 * What every conjecture about equilibria assumes.
 *
 * @example
 * ```ts
 * expect(usualHypotheses.map(({ name }) => name)).toContain('gradient noise');
 * ```
 */
export const usualHypotheses: readonly Hypothesis[] = [
  scaleInvariance,
  noScale,
  gradientNoise,
  finiteVariance,
  oneBasin,
  liveUnits,
  intrinsicProduct,
  longHorizon,
];

/** Laws that hold to leading order in κ are claimed up to this rate. */
export function smallRate(limit: number): Hypothesis {
  return {
    name: 'a small rate',
    fields: ['rate'],
    breach: ({ rate }) => (rate > limit ? `a rate of decay of ${rate} a step is not small` : undefined),
  };
}

/** The usual ones but for those of these names. */
export function hypothesesWithout(...names: readonly string[]): readonly Hypothesis[] {
  return usualHypotheses.filter(({ name }) => !names.includes(name));
}
