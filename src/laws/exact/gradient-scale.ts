import fc from 'fast-check';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { sideBySide } from '../../dynamics/side-by-side.ts';
import { distance, norm, normalTensors, scaled } from '../../inference/probe-problem.ts';
import type { Diagnosis } from '../../inference/cause.ts';
import type { Profile } from '../../inference/profile.ts';
import { stepOfOrbit } from '../../inference/fraction.ts';
import { inRegime, isOrdinary, regimeTolerance } from '../../inference/regime.ts';
import { regimeNotes } from '../../inference/regime-notes.ts';
import { degreeOf, isSymmetry } from '../../inference/symmetry.ts';
import { alongOrbit } from '../../inference/orbit.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, multipliers, orbitExponents, shapeListsFor, type ExactConfiguration } from './drawn.ts';
import { exactLaw } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  /** Gradients of size 2^size … */
  readonly size: number;
  /** … against gradients k = 2^exponent times as large. */
  readonly exponent: number;
  readonly steps: number;
  readonly rates: readonly number[];
}

/** Multiplying the loss by k is undone by rescaling the hyperparameters, bit for bit. */
export const gradientScale: Law = exactLaw<Configuration>({
  id: 'gradient-scale',
  claim: 'A loss that is k times as large trains the same way once rate, decay and epsilon are rescaled by its dimension.',
  formula:
    '(k·g, η/k^ν, k^e λ, k^r ε) ⇒ the same iterates, bit for bit at k = 2^j;  ν = a − 1 for a ≥ 1, e = 1 where b = −2, else 0; r measured',
  source: 'dimensional analysis of the update in units of the gradient',
  domain: 'optimizers with exponents; gradients from 2^−10 to 2^10, k = 2^j with |j| ≤ 8',
  unit: 'relative distance of iterates',
  duration: 3,
  stage: 'synthetic-gradients',
  applies: ({ profile }) => profile.symmetry.value !== null || 'no exponents keep the directions, so none can undo a scale',
  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { orbit: 4 },
      {
        shapes: shapeListsFor(subject),
        size: fc.integer({ min: -10, max: 10 }),
        exponent: orbitExponents(8),
        steps: fc.integer({ min: 1, max: 6 }),
        rates: multipliers,
      },
    ),

  *measure({ subject }, { seed, precision, shapes, size, exponent, steps, rates, learningRate, weightDecay, initScale }) {
    const { gradientExponents, regime } = subject.profile;
    const k = stepOfOrbit(powerOfTwo(exponent), gradientExponents!);
    const exponents = subject.profile.symmetry.value!;
    const optimizer = isOrdinary(regime)
      ? subject.optimizer
      : inRegime(subject.optimizer, regime, degreeOf(exponents), exponents);
    if (!isOrdinary(regime) && precision === 'float32' && subject.optimizer.precision === undefined)
      return {
        effect: 0,
        tolerance: 0,
        steps: 0,
        unseen: 'what the conditions of the symmetry leave of a constant is below the rounding of float32',
        blind: true,
      };
    // What is inferred is asked to rounding, which a cube root does not commute with.
    const rounded = subject.profile.symmetry.from === 'contract' ? 0 : precision === 'float32' ? 2 ** -16 : 1e-6;
    const tolerance = Math.max(rounded, regimeTolerance(subject.optimizer, regime));
    const moved = alongOrbit(gradientExponents!, k, learningRate, weightDecay, optimizer.hyperparameters ?? {});
    const nothing = { effect: 0, tolerance, steps: 0 };
    const source = stream(seed, 'gradient-scale');
    const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
    const run = new OptimizerRun(optimizer, start);
    const image = new OptimizerRun(optimizer, start, moved.hyperparameters);
    const known = Array.from({ length: regime.skip + steps }, (_, i) => {
      const rate = rates[i % rates.length];
      const gradients = normalTensors(shapes, precision, source.seek(1, i + 1), powerOfTwo(size));
      return [
        { gradients, learningRate: learningRate * rate, weightDecay },
        { gradients: scaled(gradients, k), learningRate: moved.learningRate * rate, weightDecay: moved.weightDecay },
      ];
    });
    const passes = sideBySide([run, image], known);
    yield;
    let step = 0;
    for (const [plain, other] of passes) {
      step += 1;
      for (const [tensor, expected] of plain.entries()) {
        const gap = distance(expected, other[tensor]);
        // Runs that leave the number format are no matter of scales.
        if (!Number.isFinite(norm(expected)) || !Number.isFinite(norm(other[tensor])))
          return step > 1 ? nothing : { ...nothing, unseen: 'every first step leaves the number format', blind: true };
        const effect = gap / (norm(expected) || 1);
        if (!(effect <= tolerance)) return { effect, tolerance, steps: 2 * step, where: { step, tensor } };
      }
    }
    return { ...nothing, steps: 2 * steps };
  },

  diagnose: ({ subject: { optimizer, profile } }, { size, exponent }) =>
    // Where the symmetry holds without decay, it is the decay that breaks it.
    (isSymmetry(optimizer, profile.symmetry.value!, 0) ? profile.findings.decay : undefined) ??
    profile.findings.core ??
    profile.findings.response ??
    (profile.findings.rate?.cause === 'rate-squared' ? profile.findings.rate : undefined) ??
    regimeCause(profile, optimizer) ?? {
      cause: profile.symmetry.from === 'contract' ? 'claim-false' : (profile.findings.decay?.cause ?? 'unexplained'),
      sentence:
        profile.inferred.symmetry === null
          ? `gradients of size 2^${size} and 2^${size + exponent} are not treated alike: a threshold or epsilon with the dimension of a gradient is hidden in the rule (absolute clipping?)`
          : `the step does not follow the size of the gradient as exponent ${profile.symmetry.value!.learningRate} of η says: gradients are clipped, normalised or scaled inside`,
    },
});

/** The constant with a dimension that contradicts claimed exponents. */
function regimeCause({ symmetry, measured }: Profile, optimizer: Optimizer): Diagnosis | undefined {
  const [note] = symmetry.from === 'contract' ? regimeNotes(optimizer, measured) : [];
  return note && { cause: note.cause, sentence: note.sentence };
}
