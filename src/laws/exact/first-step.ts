import fc from 'fast-check';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { normalTensors } from '../../inference/probe-problem.ts';
import type { Profile } from '../../inference/profile.ts';
import { integerPower } from '../../inference/symmetry.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, machineEpsilon, shapeLists, type ExactConfiguration } from './drawn.ts';
import { exactLaw } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  /** Gradients of size 2^size. */
  readonly size: number;
  readonly steps: number;
}

/** The first steps under a constant gradient are as long as the rule says. */
export const firstStep: Law = exactLaw<Configuration>({
  id: 'first-step',
  claim:
    'From a fresh state and under a constant gradient the first steps have the length that the rule of its family gives them.',
  formula:
    'SGD family: Δw_t = −η Σ_{k<t} r_k g;  scale-free: Δw_t = −η s_t sign(g), s_t = 1 with bias correction, (1 − β₁ᵗ)/√(1 − β₂ᵗ) without',
  source: 'Kingma & Ba 2015, section 3; Sutskever et al. 2013',
  domain: 'SGD family, and scale-free element-wise rules whose moments are declared or usual; gradients of size 2^−10 … 2^10',
  unit: 'relative error of the displacement',
  stage: 'synthetic-gradients',
  applies: ({ profile }) => {
    if (profile.symmetry.value?.learningRate === 2) {
      if (profile.kernel === undefined) return 'the response to gradients has no common factor for all coordinates';
      return profile.response !== 'varying' || 'the response to gradients is another one at every step';
    }
    if (profile.stepSizes === undefined) return 'claimed for the SGD family and for element-wise scale-free rules';
    return (
      profile.stepSizes.family !== undefined ||
      profile.stepSizes.finding !== undefined ||
      'the moments are not declared as beta1 and beta2, and no usual rule fits'
    );
  },
  configurations: ({ subject }) =>
    exactConfigurations(
      subject.profile,
      { orbit: 2, start: { min: 0.1, max: 10 } },
      {
        shapes: shapeLists,
        size: fc.integer({ min: -10, max: 10 }),
        steps: fc.integer({ min: 1, max: longest(subject.profile) }),
      },
    ),

  measure: ({ subject: { optimizer, profile } }, { seed, precision, shapes, size, steps, learningRate, initScale }) => {
    const linear = profile.symmetry.value!.learningRate === 2;
    if (!linear && misplacedEpsilon(optimizer.contract !== undefined, profile.stepSizes!.epsilon))
      return { effect: 1, tolerance: 0, steps: 1 };
    const lengths = linear ? runningSums(claimedKernel(profile)) : expectedCurve(profile.stepSizes!);
    const source = stream(seed, 'first-step');
    const g = normalTensors(shapes, precision, source.seek(1, 0));
    // Far from zero, so that no epsilon shows.
    for (const { data } of g)
      for (let j = 0; j < data.length; j++) data[j] = powerOfTwo(size) * (data[j] + Math.sign(data[j] || 1));
    const epsilons = Object.keys(optimizer.hyperparameters ?? {}).filter((name) => /^eps/i.test(name));
    const hyperparameters = linear
      ? {}
      : Object.fromEntries(epsilons.map((name) => [name, Math.min(1e-14, optimizer.hyperparameters![name])]));
    const run = new OptimizerRun(optimizer, normalTensors(shapes, precision, source.seek(0, 0), initScale), hyperparameters);
    for (let step = 1; step <= steps; step++) {
      const before = run.parameters.map(({ data }) => data.slice());
      run.step(g, learningRate, 0);
      for (const [tensor, { data }] of run.parameters.entries()) {
        for (let j = 0; j < data.length; j++) {
          const direction = linear ? g[tensor].data[j] : Math.sign(g[tensor].data[j]);
          const expected = -learningRate * lengths[step - 1] * direction;
          const effect = Math.abs(data[j] - before[tensor][j] - expected) / Math.abs(expected);
          const size_ = Math.max(Math.abs(data[j]), Math.abs(before[tensor][j]));
          const tolerance =
            (linear ? 1e-9 : 1e-3) + (64 * machineEpsilon(precision) * (size_ + Math.abs(expected))) / Math.abs(expected);
          if (!(effect <= tolerance)) return { effect, tolerance, steps: step, where: { step, tensor, entry: j } };
        }
      }
    }
    return { effect: 0, tolerance: linear ? 1e-9 : 1e-3, steps };
  },

  diagnose: ({ subject: { profile, optimizer } }, { size }, { where, effect }) => {
    const { stepSizes, findings } = profile;
    if (stepSizes !== undefined && misplacedEpsilon(optimizer.contract !== undefined, stepSizes.epsilon)) {
      return `epsilon acts ${stepSizes.epsilon}, where √v̂ + ε is claimed`;
    }
    return (
      findings.stepSizes ??
      findings.response ??
      `step ${where!.step} under a constant gradient of size 2^${size} is off by ${(100 * effect).toPrecision(3)} %: the gradient is clipped, normalised or changed before it is used`
    );
  },
});

/** As long as the curve that was measured where it shows a mistake, which may come late. */
function longest({ findings, kernel, stepSizes }: Profile): number {
  if (findings.response !== undefined) return kernel?.length ?? 8;
  return findings.stepSizes === undefined ? 8 : (stepSizes?.curve.length ?? 8);
}

/** A contract with an exponent for epsilon means the epsilon of the paper; without one any placement is a convention. */
function misplacedEpsilon(contracted: boolean, placement: string | undefined): boolean {
  return contracted && placement === 'outside the root, divided by the bias correction';
}

/** Step lengths of the family that was found, or of bias-corrected Adam where a mistake was found. */
function expectedCurve({
  family,
  curve,
  finding,
}: {
  family?: { curve: (t: number) => number };
  curve: readonly number[];
  finding?: string;
}): number[] {
  return curve.map((_, i) => (finding !== undefined || family === undefined ? 1 : family.curve(i + 1)));
}

/** The kernel that was measured, or that of the family where measurement found a mistake in it. */
function claimedKernel({ kernel, momentumCoefficient, findings }: Profile): readonly number[] {
  return findings.response === undefined ? kernel! : kernel!.map((_, lag) => integerPower(momentumCoefficient, lag));
}

function runningSums(kernel: readonly number[]): number[] {
  let sum = 0;
  return kernel.map((r) => (sum += r));
}
