import fc from 'fast-check';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { Replica } from '../../dynamics/replica.ts';
import { distance, norm, scaled } from '../../inference/probe-problem.ts';
import { isBounded } from '../../inference/bounds.ts';
import { stepOfOrbit } from '../../inference/fraction.ts';
import { nearsUnderflow } from '../../inference/nears-underflow.ts';
import { inRegime, isOrdinary, regimeTolerance } from '../../inference/regime.ts';
import { regimeNotes } from '../../inference/regime-notes.ts';
import { degreeOf, isSymmetry, nearestSymmetry } from '../../inference/symmetry.ts';
import { intrinsicCombination } from '../../inference/intrinsic-combination.ts';
import { alongOrbit } from '../../inference/orbit.ts';
import { sharedInstance } from '../../objectives/shared-instance.ts';
import type { Optimizer, SymmetryExponents } from '../../optimizers/optimizer.ts';
import type { Law, Subject } from '../law.ts';
import { exactConfigurations, multipliers, orbitExponents, type ExactConfiguration } from './drawn.ts';
import { exactLaw } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  /** c = 2^exponent. */
  readonly exponent: number;
  readonly steps: number;
  readonly multipliers: readonly number[];
}

/** Rescaled hyperparameters and weights give the rescaled trajectory, bit for bit. */
export const scalingSymmetry: Law = exactLaw<Configuration>({
  id: 'scaling-symmetry',
  claim: 'Rescaling (η, λ, ε, w₀) along the orbit of the contract rescales the whole trajectory and changes no direction.',
  formula: '(c^a η, c^b λ, c^e ε, c·w₀)  ⇒  w_t → c·w_t, bit for bit at c = 2^k',
  source: 'dimensional analysis of the update: w has dimension 1 and its gradient −1; for SGD Li & Arora 2020, lemma 2.4',
  domain: 'exactly scale-invariant objectives; any optimizer with exponents; c = 2^k, |k| ≤ 8; up to 12 steps under a schedule',
  unit: 'relative distance of the rescaled iterates',
  duration: 6,
  stage: 'objective',
  applies: ({ profile }, objective) => {
    if (profile.rest?.cause === 'norm-fixed' && profile.symmetry.value === null)
      return 'weights are brought to a norm that is fixed, so that they have no scale';
    if (profile.rest?.cause === 'weights-clamped' && profile.symmetry.value === null)
      return 'weights are kept in a box, which has a scale of its own';
    return objective.groups.length === 0
      ? `${objective.name} is not scale-invariant`
      : objective.normaliserEpsilon === 0 ||
          `the normaliser of ${objective.name} has an epsilon, which would have to be rescaled with the weights`;
  },
  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { orbit: 8 },
      { exponent: orbitExponents(8), steps: fc.integer({ min: 1, max: 12 }), multipliers },
    ),

  *measure(
    { subject, objective },
    { learningRate, weightDecay, initScale, precision, seed, exponent, steps, multipliers: schedule },
  ) {
    const { findings } = subject.profile;
    // A constant that is a mistake is not to be excused by gradients beside which it vanishes.
    const regime = findings.epsilon === undefined ? subject.profile.regime : { ...subject.profile.regime, size: 0 };
    const exponents = claimedExponents(subject);
    const c = stepOfOrbit(powerOfTwo(exponent), exponents);
    const optimizer = isOrdinary(regime)
      ? subject.optimizer
      : inRegime(subject.optimizer, regime, degreeOf(exponents), exponents);
    // What a regime leaves of a constant is judged in float64, where it is far above rounding.
    if (!isOrdinary(regime) && precision === 'float32' && subject.optimizer.precision === undefined)
      return { effect: 0, tolerance: 0, steps: 0, unseen: regimeInFloat32, blind: true };
    const moved = alongOrbit(exponents, c, learningRate, weightDecay, optimizer.hyperparameters ?? {});
    const shared = { objective, optimizer, precision, seed, instance: sharedInstance(objective, precision) };
    const replica = new Replica({ ...shared, initScale });
    const image = new Replica({ ...shared, initScale: initScale * c, hyperparameters: moved.hyperparameters });
    // Nobody claims that no constant at all, such as 1e-30, acts beside gradients that are nearly zero; nothing else can see it.
    const invisible = subject.profile.symmetry.from === 'contract' ? 0 : precision === 'float32' ? 2 ** -16 : 1e-6;
    const tolerance = Math.max(invisible, regimeTolerance(subject.optimizer, regime));
    const { bounds, symmetry } = subject.profile;
    let compared = 0;
    for (let step = 1; step <= regime.skip + steps; step++) {
      const before = [replica, image].map(({ parameters }) => scaled(parameters, 1));
      const multiplier = schedule[(step - 1) % schedule.length];
      replica.advance(learningRate * multiplier, weightDecay);
      image.advance(moved.learningRate * multiplier, moved.weightDecay);
      yield;
      // Beyond a bound that nobody denied the rule is another one.
      if (symmetry.from === 'inferred' && [replica, image].some(({ parameters }, i) => isBounded(bounds, before[i], parameters)))
        break;
      // A run that diverges comes to the end of the number format, sooner or later than its image.
      if ([...replica.parameters, ...image.parameters].some((tensor) => !(norm(tensor) < 2 ** 48))) break;
      compared += 1;
      for (const [tensor, expected] of scaled(replica.parameters, c).entries()) {
        const gap = distance(expected, image.parameters[tensor]);
        const relative = gap / (norm(expected) || 1);
        if (relative <= tolerance) continue;
        // Differences of subnormal numbers, where powers of two no longer commute with rounding, are not counted.
        if (gap <= (precision === 'float32' ? 2 ** -110 : 2 ** -1000)) continue;
        // Nor is what follows from subnormal moments, as of fourth powers, which a run does not leave again.
        if ([replica, image].some(({ run }) => nearsUnderflow(run, precision))) return { effect: 0, tolerance, steps: 2 * step };
        return { effect: relative, tolerance, steps: 2 * step, where: { step, tensor: objective.parameters[tensor].name } };
      }
    }
    const measured = { effect: 0, tolerance, steps: 2 * steps };
    return compared > 0 ? measured : { ...measured, unseen: outOfBounds, blind: true };
  },

  diagnose: ({ subject }) => {
    const { profile, optimizer } = subject;
    const claimed = claimedExponents(subject);
    const { symmetry, intrinsic } = profile.inferred;
    const describe = (exponents: SymmetryExponents): string =>
      `(${Object.entries(exponents)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')})`;
    const { decay, core, response, epsilon, rate } = profile.findings;
    // Where the symmetry holds without decay, it is the decay that breaks it.
    if (decay !== undefined && isSymmetry(optimizer, claimed, 0)) return decay;
    if (epsilon !== undefined) return epsilon;
    if (core !== undefined) return core;
    if (rate?.cause === 'rate-squared') return rate;
    const isClaimed = profile.symmetry.from === 'contract';
    const [note] = regimeNotes(optimizer, profile.measured);
    if (isClaimed && symmetry !== null && note !== undefined && describe(symmetry) === describe(claimed)) {
      const { cause, sentence } = note;
      return { cause, sentence: `${sentence}; the contract claims the exponents ${describe(claimed)} exactly` };
    }
    if (symmetry === null) {
      const sentence =
        'no exponents keep the directions: a constant with a dimension (an epsilon, a clipping threshold) is hidden in the rule, or the rule changes with the step';
      return decay ?? response ?? { cause: isClaimed ? 'dimensional-constant' : 'unexplained', sentence };
    }
    if (!isClaimed) {
      const sentence = `the exponents ${describe(claimed)} keep directions on small problems and not here: a threshold that acts at some sizes only`;
      return decay ?? { cause: 'unexplained', sentence };
    }
    if (symmetry.weightDecay !== claimed.weightDecay || symmetry.learningRate !== claimed.learningRate) {
      const sentence = `directions follow ${intrinsic} (exponents ${describe(symmetry)}), the contract says ${intrinsicCombination(claimed)} (exponents ${describe(claimed)})`;
      // A linear rule whose steps have the length of no gradient.
      return profile.momentum?.from === 'contract' && claimed.learningRate === 2 && symmetry.learningRate === 1
        ? { cause: 'gradient-normalised', sentence: `gradients are normalised, where momentum is claimed: ${sentence}` }
        : { cause: 'symmetry-other', sentence };
    }
    return describe(symmetry) === describe(claimed)
      ? {
          cause: 'dimensional-constant',
          sentence: `the exponents ${describe(claimed)} keep directions on small problems and not here: a threshold that acts at some sizes only`,
        }
      : {
          cause: 'symmetry-other',
          sentence: `directions are kept by the exponents ${describe(symmetry)}, not by the contract's ${describe(claimed)}`,
        };
  },
});

const regimeInFloat32 = 'what the conditions of the symmetry leave of a constant is below the rounding of float32';
const outOfBounds = 'every first step diverges, or is beyond a bound of the rule';

/** The exponents under test: the contract's or the inferred ones, or those that come nearest where none keep the directions. */
function claimedExponents({ optimizer, profile }: Subject): SymmetryExponents {
  const claimed = profile.symmetry.value ?? nearest.get(optimizer) ?? nearestSymmetry(optimizer);
  nearest.set(optimizer, claimed);
  return claimed;
}

/** Measured once an optimizer. */
const nearest = new WeakMap<Optimizer, SymmetryExponents>();
