import fc from 'fast-check';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { sideBySide } from '../../dynamics/side-by-side.ts';
import { size as size_ } from '../../arithmetic/tensor.ts';
import { normalTensors, scaled } from '../../inference/probe-problem.ts';
import type { CauseId } from '../../inference/cause.ts';
import type { Profile } from '../../inference/profile.ts';
import { mover } from '../../inference/core/mover.ts';
import { isPulled } from '../../inference/is-pulled.ts';
import { integerPower } from '../../inference/integer-power.ts';
import { withoutConstants } from '../../inference/symmetry.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, machineEpsilon, shapeListsFor } from './drawn.ts';
import { exactLaw, type Measurement } from './exact-law.ts';
import { deviates } from './measure-drawn.ts';
import { gradients, movingSteps, wrongDirections, type FirstSteps } from './first-direction.ts';

/** The first steps go downhill, move every coordinate and, under a constant gradient, are as long as the rule says. */
export const firstStep: Law = exactLaw<FirstSteps>({
  id: 'first-step',
  claim:
    'From a fresh state the first step goes downhill, the first steps move every coordinate, and under a constant gradient they have the length that the rule of their family gives them.',
  formula:
    '⟨Δw₁, g⟩ ≤ 0 tensor by tensor;  SGD family: Δw_t = −η Σ_{k<t} r_k g;  scale-free: Δw_t = −η s_t sign(g), s_t = 1 with bias correction, (1 − β₁ᵗ)/√(1 − β₂ᵗ) without',
  source: 'Kingma & Ba 2015, section 3; Sutskever et al. 2013',
  domain:
    'every optimizer at λ = 0; lengths: SGD family, and scale-free element-wise rules whose moments are declared or usual; gradients of size 2^−10 … 2^10',
  unit: 'relative error of the displacement',
  stage: 'synthetic-gradients',
  applies: () => true,
  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { orbit: 2, start: { min: 0.1, max: 10 } },
      {
        shapes: shapeListsFor(subject),
        size: fc.integer({ min: -10, max: 10 }),
        steps: fc.integer({ min: 1, max: longest(subject.profile) }),
      },
    ),

  *measure({ subject: { optimizer, profile } }, configuration) {
    const { core, findings } = profile;
    const isClamped = profile.rest?.cause === 'weights-clamped';
    // What inference found without a rule to reconstruct it with, or beside a box that ends steps, is no matter of a configuration.
    const found = findings.core !== undefined && (core?.mistake === undefined || isClamped);
    // Steps that burst leave no kernel to compare with.
    const bursts =
      ['correction-wrong', 'momentum-unstable'].includes(findings.response?.cause ?? '') &&
      profile.response === 'other-linear' &&
      profile.kernel === undefined;
    const isKnown = bursts || ['warmUp', 'epsilon', 'precision length'].some((name) => findings[name] !== undefined);
    if (isKnown || found) return { effect: 1, tolerance: 0, steps: 1 };
    const astray = yield* wrongDirections(
      optimizer,
      { hyperparameters: hyperparametersOf(optimizer, profile), fill: profile.fill },
      configuration,
    );
    // What waits for its turn is not left out.
    const waits = astray?.where?.unmoved === true && profile.notes.some(({ cause }) => waiting.includes(cause));
    if (waits) return { effect: 0, tolerance: 0, steps: movingSteps, unseen: 'tensors are trained in turns, or by their places' };
    return (
      astray ??
      (isClamped || (core === undefined && expectedSums(profile) === undefined)
        ? {
            effect: 0,
            tolerance: 0,
            steps: movingSteps,
            unseen: noLengths(isClamped ? 'weights are clamped' : 'no known rule makes the moves of this optimizer'),
          }
        : yield* unlessPulled(optimizer, profile, configuration))
    );
  },

  diagnose: ({ subject: { profile } }, { size }, { where, effect }) => {
    const { core, response, epsilon, warmUp, 'precision length': byPrecision } = profile.findings;
    if (warmUp !== undefined) return warmUp;
    if (core === undefined && epsilon === undefined && byPrecision !== undefined) return byPrecision;
    if (where?.passed === true && response === undefined) {
      const sentence = `tensor ${where.tensor} moves by its gradient itself, up and whatever the learning rate is: a mask hands on what it leaves out, where it should be set to zero or trained otherwise`;
      return { cause: 'uphill', sentence };
    }
    if (where?.uphill === true && response === undefined && core === undefined) {
      const sentence = `the first step${where.tensor === undefined ? '' : ` of tensor ${where.tensor}`} goes up its gradient: a sign is wrong, or the gradient is read in another order`;
      return { cause: 'uphill', sentence };
    }
    if (where?.unmoved === true && where.all === true)
      return { cause: 'gradient-never-moves', sentence: `gradients of size 2^${size} move nothing at all in the first steps` };
    if (where?.unmoved === true) {
      const sentence = `entry ${where.entry} of tensor ${where.tensor} never moves, although it has a gradient: it is left out, or a loop ends early`;
      return { cause: 'gradient-entry-dropped', sentence };
    }
    return (
      epsilon ??
      core ??
      response ?? {
        cause: 'unexplained',
        sentence: `step ${where!.step} under gradients of size 2^${size} is off by ${(100 * effect).toPrecision(3)} %: the gradient is clipped, normalised or changed before it is used`,
      }
    );
  },
});

/** Designs by which tensors rest that have a gradient. */
const waiting: readonly CauseId[] = ['trained-in-turns', 'rules-by-place'];

/** Lengths of steps, unless an option pulls on the weights, so that what follows a gradient depends on the rate. */
function* unlessPulled(optimizer: Optimizer, profile: Profile, configuration: FirstSteps): Generator<void, Measurement> {
  const measurement = yield* lengthsOfSteps(optimizer, profile, configuration);
  const { kernel, fill, findings } = profile;
  if (!deviates(measurement) || kernel === undefined || findings.response !== undefined) return measurement;
  if (!isPulled(optimizer, fill)) return measurement;
  return { effect: 0, tolerance: 0, steps: movingSteps, unseen: noLengths('an option pulls on the weights') };
}

/** How far steps are from the lengths that the kernel, or the rule that was rebuilt, gives them. */
function* lengthsOfSteps(
  optimizer: Optimizer,
  profile: Profile,
  { seed, precision, shapes, size, steps, learningRate, initScale }: FirstSteps,
): Generator<void, Measurement> {
  const { core, fill, measured } = profile;
  const source = stream(seed, 'first-step');
  const linear = profile.kernel !== undefined;
  const lengths = linear ? expectedSums(profile) : undefined;
  const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
  const constant = gradients(shapes, precision, source, 0, size);
  // The square of a gradient of 2^100 is not finite in float32.
  const size32 = precision === 'float32' ? Math.min(24, measured.regime.size) : measured.regime.size;
  const regular = linear ? optimizer : withoutConstants(optimizer, { ...measured, regime: { ...measured.regime, size: size32 } });
  const run = new OptimizerRun(regular, start, hyperparametersOf(optimizer, profile));
  const movers = shapes.map((shape) => Array.from({ length: size_(shape) }, () => mover((core ?? unused).sound)));
  const known = Array.from({ length: fill + steps }, (_, i) => {
    const drawn = linear ? constant : gradients(shapes, precision, source, i + 1, size);
    // What gradients leave in a buffer that is only filled is no part of the response to later ones.
    const g = linear && i < fill ? scaled(drawn, 0) : drawn;
    return [{ gradients: g, learningRate, weightDecay: 0 }];
  });
  const expectedMove = (step: number, tensor: number, entry: number, gradient: number): number => {
    if (!linear) {
      const at = { tensor, tensors: shapes.length, position: entry, shape: shapes[tensor] };
      return movers[tensor][entry]({ step, gradient, learningRate, ...at });
    }
    return step <= fill ? 0 : -learningRate * lengths![step - fill - 1] * gradient;
  };
  const passes = sideBySide([run], known);
  yield;
  let [step, before] = [0, start];
  for (const [parameters] of passes) {
    const [{ gradients: g }] = known[step];
    step += 1;
    for (const [tensor, { data }] of parameters.entries()) {
      for (let j = 0; j < data.length; j++) {
        const expected = expectedMove(step, tensor, j, g[tensor].data[j]);
        if (step <= fill) continue;
        const unit = Math.abs(expected) + (linear ? 0 : 0.01 * learningRate);
        const effect = Math.abs(data[j] - before[tensor].data[j] - expected) / unit;
        const largest = Math.max(Math.abs(data[j]), Math.abs(before[tensor].data[j]));
        const tolerance = (linear ? 1e-9 : 1e-3) + (64 * machineEpsilon(precision) * (largest + unit)) / unit;
        if (!(effect <= tolerance)) return { effect, tolerance, steps: step, where: { step, tensor, entry: j } };
      }
    }
    before = parameters;
  }
  return { effect: 0, tolerance: linear ? 1e-9 : 1e-3, steps };
}

/** Its own where it is linear, and elsewhere with constants that do not show. */
function hyperparametersOf(optimizer: Optimizer, profile: Profile): Record<string, number> {
  return profile.kernel === undefined ? negligible(optimizer, profile) : {};
}

/** Stands for the rule where a kernel tells the moves. */
const unused = { sound: { beta1: 0, beta2: 0 } };

/** Every epsilon so small that it does not show. */
function negligible({ hyperparameters = {} }: Optimizer, { roles }: Profile): Record<string, number> {
  return Object.fromEntries(roles.epsilon.map((name) => [name, Math.min(1e-14, hyperparameters[name])]));
}

/** As long as what was measured where that shows a mistake, which may come late. */
function longest({ findings, kernel }: Profile): number {
  if (findings.response !== undefined) return kernel?.length ?? 8;
  return findings.core === undefined ? 8 : 40;
}

/** Said where there is nothing that a length could be compared with. */
const noLengths = (why: string): string => `directions and movement were compared, and lengths of steps were not: ${why}`;

/** Sums of the kernels that were measured, or of that of the family where measurement found a mistake in it. */
function expectedSums({ kernel, laterKernel, response, momentumCoefficient, findings }: Profile): number[] | undefined {
  // The response to an impulse tells that to a constant gradient only where it is the same at every step.
  if (kernel === undefined || (response === 'varying' && findings.response === undefined)) return undefined;
  let sum = 0;
  if (findings.response !== undefined) return kernel.map((_, lag) => (sum += integerPower(momentumCoefficient, lag)));
  // The first gradient has a kernel of its own.
  let later = 0;
  return kernel.map((r, lag) => r + (lag === 0 ? 0 : (later += laterKernel![lag - 1])));
}
