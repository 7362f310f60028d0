import fc from 'fast-check';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Precision, Tensor } from '../../arithmetic/tensor.ts';
import { norm, normalTensors } from '../../inference/probe-problem.ts';
import type { Profile } from '../../inference/profile.ts';
import type { StepSizeReading } from '../../inference/step-sizes.ts';
import { integerPower } from '../../inference/symmetry.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, machineEpsilon, shapeLists, type ExactConfiguration } from './drawn.ts';
import { exactLaw, type Measurement } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  /** Gradients of size 2^size. */
  readonly size: number;
  readonly steps: number;
}

/** The first steps go downhill, move every coordinate and, under a constant gradient, are as long as the rule says. */
export const firstStep: Law = exactLaw<Configuration>({
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
        shapes: shapeLists,
        size: fc.integer({ min: -10, max: 10 }),
        steps: fc.integer({ min: 1, max: longest(subject.profile) }),
      },
    ),

  measure: ({ subject: { optimizer, profile } }, { seed, precision, shapes, size, steps, learningRate, initScale }) => {
    const linear = profile.symmetry.value?.learningRate === 2;
    const { stepSizes } = profile;
    if (stepSizes?.swapped === true || misplacedEpsilon(optimizer.contract !== undefined, stepSizes?.epsilon))
      return { effect: 1, tolerance: 0, steps: 1 };
    const source = stream(seed, 'first-step');
    const g = normalTensors(shapes, precision, source.seek(1, 0));
    // Far from zero, so that no epsilon shows.
    for (const { data } of g)
      for (let j = 0; j < data.length; j++) data[j] = powerOfTwo(size) * (data[j] + Math.sign(data[j] || 1));
    const epsilons = Object.keys(optimizer.hyperparameters ?? {}).filter((name) => /^eps/i.test(name));
    const hyperparameters = linear
      ? {}
      : Object.fromEntries(epsilons.map((name) => [name, Math.min(1e-14, optimizer.hyperparameters![name])]));
    const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
    const astray = wrongDirection(new OptimizerRun(optimizer, start, hyperparameters), g, learningRate, precision);
    if (astray !== undefined) return astray;
    const lengths = linear ? expectedSums(profile) : expectedCurve(stepSizes);
    if (lengths === undefined) return { effect: 0, tolerance: 0, steps: movingSteps };
    const run = new OptimizerRun(optimizer, start, hyperparameters);
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
    if (where?.uphill === true && findings.response === undefined)
      return `the first step of tensor ${where.tensor} goes up its gradient: a sign is wrong, or the gradient is read in another order`;
    if (where?.unmoved === true)
      return `entry ${where.entry} of tensor ${where.tensor} never moves, although it has a gradient: it is left out, or a loop ends early`;
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

/** Long enough that rules which are slow to start move everything. */
const movingSteps = 8;

/** A first step that goes uphill in a tensor, or an entry that no step moves. */
function wrongDirection(
  run: OptimizerRun,
  gradients: readonly Tensor[],
  learningRate: number,
  precision: Precision,
): Measurement | undefined {
  const start = run.parameters.map(({ data }) => data.slice());
  for (let step = 1; step <= movingSteps; step++) {
    run.step(gradients, learningRate, 0);
    if (step > 1) continue;
    for (const [tensor, { data }] of run.parameters.entries()) {
      const moves = Float64Array.from(data, (w, j) => w - start[tensor][j]);
      const g = gradients[tensor].data;
      const length = Math.sqrt(moves.reduce((sum, x) => sum + x * x, 0)) * norm(gradients[tensor]);
      const effect = moves.reduce((sum, x, j) => sum + x * g[j], 0) / (length || 1);
      const rounding =
        (64 * machineEpsilon(precision) * norm({ data: start[tensor], shape: [] }) * norm(gradients[tensor])) / (length || 1);
      if (effect > 1e-9 + rounding) return { effect, tolerance: 1e-9 + rounding, steps: 1, where: { uphill: true, tensor } };
    }
  }
  // In float32 a step may be below the rounding of a weight, and a tensor of one entry may be kept at its norm.
  if (precision === 'float32') return undefined;
  for (const [tensor, { data }] of run.parameters.entries()) {
    const entry = data.length === 1 ? -1 : data.findIndex((w: number, j: number) => w === start[tensor][j]);
    if (entry >= 0) return { effect: 1, tolerance: 0, steps: movingSteps, where: { unmoved: true, tensor, entry } };
  }
  return undefined;
}

/** A contract with an exponent for epsilon means the epsilon of the paper; without one any placement is a convention. */
function misplacedEpsilon(contracted: boolean, placement: string | undefined): boolean {
  return contracted && placement === 'outside the root, divided by the bias correction';
}

/** Step lengths of the family that was found, or of bias-corrected Adam where a mistake was found. */
function expectedCurve(stepSizes: StepSizeReading | undefined): number[] | undefined {
  if (stepSizes === undefined) return undefined;
  const { family, finding, curve } = stepSizes;
  if (finding !== undefined) return curve.map(() => 1);
  return family && curve.map((_, i) => family.curve(i + 1));
}

/** Sums of the kernel that was measured, or of that of the family where measurement found a mistake in it. */
function expectedSums({ kernel, response, momentumCoefficient, findings }: Profile): number[] | undefined {
  // The response to an impulse tells that to a constant gradient only where it is the same at every step.
  if (kernel === undefined || response === 'varying') return undefined;
  let sum = 0;
  return kernel.map((r, lag) => (sum += findings.response === undefined ? r : integerPower(momentumCoefficient, lag)));
}
