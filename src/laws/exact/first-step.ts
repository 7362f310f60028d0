import fc from 'fast-check';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { sideBySide } from '../../dynamics/side-by-side.ts';
import { size as size_, zeros, type Precision, type Tensor } from '../../arithmetic/tensor.ts';
import { norm, normalTensors, plus, scaled } from '../../inference/probe-problem.ts';
import type { Profile } from '../../inference/profile.ts';
import { mover } from '../../inference/core/mover.ts';
import { integerPower } from '../../inference/integer-power.ts';
import { withoutConstants } from '../../inference/symmetry.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream, type Stream } from '../../random/stream.ts';
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

  *measure({ subject: { optimizer, profile } }, { seed, precision, shapes, size, steps, learningRate, initScale }) {
    const { core, fill } = profile;
    if (profile.findings.warmUp !== undefined) return { effect: 1, tolerance: 0, steps: 1 };
    // What inference found without a rule to reconstruct it with is no matter of a configuration.
    if (profile.findings.epsilon !== undefined || (profile.findings.core !== undefined && core?.mistake === undefined))
      return { effect: 1, tolerance: 0, steps: 1 };
    const source = stream(seed, 'first-step');
    const linear = profile.kernel !== undefined;
    const hyperparameters = linear ? {} : negligible(optimizer, profile);
    const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
    const constant = gradients(shapes, precision, source, 0, size);
    const directionFrom = (from: readonly Tensor[]): Generator<void, Measurement | undefined> =>
      wrongDirection(new OptimizerRun(optimizer, from, hyperparameters), constant, learningRate, precision, fill);
    const astray = yield* directionFrom(start);
    // From the mirrored weights a decay of the rule's own, which gradients set, points the other way; a sign that is wrong does not.
    const mirrored = astray?.where?.uphill === true ? (yield* directionFrom(scaled(start, -1)))?.where : astray?.where;
    const { unmoved, tensor: in_, entry } = astray?.where ?? {};
    // A dead zone, or a choice of the largest entries, leaves out what is small beside others; what is dropped never moves.
    const leading = unmoved === true ? withLeading(constant, in_ as number, entry as number) : undefined;
    const left =
      leading &&
      (yield* wrongDirection(new OptimizerRun(optimizer, start, hyperparameters), leading, learningRate, precision, fill));
    const chosen = leading !== undefined && !(left?.where?.tensor === in_ && left?.where?.entry === entry);
    if (astray !== undefined && !chosen && mirrored?.uphill === astray.where?.uphill && mirrored?.tensor === astray.where?.tensor)
      return astray;
    const lengths = linear ? expectedSums(profile) : undefined;
    if (lengths === undefined && core === undefined) return { effect: 0, tolerance: 0, steps: movingSteps, unseen: noLengths };
    const { measured } = profile;
    // The square of a gradient of 2^100 is not finite in float32.
    const size32 = precision === 'float32' ? Math.min(24, measured.regime.size) : measured.regime.size;
    const regular = linear
      ? optimizer
      : withoutConstants(optimizer, { ...measured, regime: { ...measured.regime, size: size32 } });
    const run = new OptimizerRun(regular, start, hyperparameters);
    const movers = shapes.map((shape) => Array.from({ length: size_(shape) }, () => mover((core ?? unused).sound)));
    const known = Array.from({ length: fill + steps }, (_, i) => {
      const g = linear ? constant : gradients(shapes, precision, source, i + 1, size);
      return [{ gradients: g, learningRate, weightDecay: 0 }];
    });
    const passes = sideBySide([run], known);
    yield;
    let [step, before] = [0, start];
    for (const [parameters] of passes) {
      const [{ gradients: g }] = known[step];
      step += 1;
      for (const [tensor, { data }] of parameters.entries()) {
        for (let j = 0; j < data.length; j++) {
          const gradient = g[tensor].data[j];
          const expected = linear
            ? step <= fill
              ? 0
              : -learningRate * lengths![step - fill - 1] * gradient
            : movers[tensor][j]({ step, gradient, learningRate, tensor, tensors: shapes.length });
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
  },

  diagnose: ({ subject: { profile } }, { size }, { where, effect }) => {
    const { core, response, epsilon, warmUp } = profile.findings;
    if (warmUp !== undefined) return warmUp;
    if (where?.uphill === true && response === undefined) {
      const sentence = `the first step${where.tensor === undefined ? '' : ` of tensor ${where.tensor}`} goes up its gradient: a sign is wrong, or the gradient is read in another order`;
      return { cause: 'uphill', sentence };
    }
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

/** Stands for the rule where a kernel tells the moves. */
const unused = { sound: { beta1: 0, beta2: 0 } };

/** Gradients far from zero, so that no epsilon shows. */
function gradients(
  shapes: readonly (readonly number[])[],
  precision: Precision,
  source: Stream,
  step: number,
  size: number,
): Tensor[] {
  const g = normalTensors(shapes, precision, source.seek(1, step));
  for (const { data } of g)
    for (let j = 0; j < data.length; j++) data[j] = powerOfTwo(size) * (data[j] + Math.sign(data[j] || 1));
  // An entry that rests now and then: moments go on without it.
  if (step > 0 && step % 3 === 0) for (const { data } of g) data[0] = 0;
  return g;
}

/** Every epsilon so small that it does not show. */
function negligible({ hyperparameters = {} }: Optimizer, { roles }: Profile): Record<string, number> {
  return Object.fromEntries(roles.epsilon.map((name) => [name, Math.min(1e-14, hyperparameters[name])]));
}

/** As long as what was measured where that shows a mistake, which may come late. */
function longest({ findings, kernel }: Profile): number {
  if (findings.response !== undefined) return kernel?.length ?? 8;
  return findings.core === undefined ? 8 : 40;
}

/** Said where nothing was rebuilt that a length could be compared with. */
const noLengths =
  'directions and movement were compared, and lengths of steps were not: no known rule makes the moves of this optimizer';

/** Long enough that rules which are slow to start move everything. */
const movingSteps = 8;

/** The same gradients, with one entry above all others. */
function withLeading(gradients: readonly Tensor[], tensor: number, entry: number): Tensor[] {
  const leading = scaled(gradients, 1);
  leading[tensor].data[entry] *= 2 ** 8;
  return leading;
}

/** A first step that goes uphill, or an entry that no step moves. */
function* wrongDirection(
  run: OptimizerRun,
  gradient: readonly Tensor[],
  learningRate: number,
  precision: Precision,
  fill: number,
): Generator<void, Measurement | undefined> {
  const start = run.parameters.map(({ data }) => data.slice());
  const nothing = gradient.map(({ shape }) => zeros(shape, precision));
  for (let step = 1; step <= fill + movingSteps; step++) {
    // What moves without a gradient is another law's matter.
    const idle = step === fill + 1 ? run.fork() : undefined;
    const before = idle?.reading();
    run.step(gradient, learningRate, 0);
    idle?.step(nothing, learningRate, 0);
    if (idle === undefined) continue;
    yield;
    const uphill = climbs(run.parameters, idle.parameters, gradient, before!(), precision);
    if (uphill !== undefined) return uphill;
  }
  yield;
  // In float32 a step may be below the rounding of a weight, and a tensor of one entry may be kept at its norm.
  if (precision === 'float32') return undefined;
  for (const [tensor, { data }] of run.parameters.entries()) {
    const entry = data.length === 1 ? -1 : data.findIndex((w: number, j: number) => w === start[tensor][j]);
    if (entry >= 0) return { effect: 1, tolerance: 0, steps: fill + movingSteps, where: { unmoved: true, tensor, entry } };
  }
  return undefined;
}

/** Whether a step goes up the gradient in sum over all tensors, or steeply in one of them. */
function climbs(
  parameters: readonly Tensor[],
  idle: readonly Tensor[],
  gradient: readonly Tensor[],
  before: readonly Tensor[],
  precision: Precision,
): Measurement | undefined {
  const moves = plus(parameters, -1, idle);
  const along = moves.map(({ data }, i) =>
    (data as Float64Array).reduce((sum: number, x: number, j: number) => sum + x * gradient[i].data[j], 0),
  );
  const lengths = moves.map((move, i) => norm(move) * norm(gradient[i]));
  const sizes = before.map((tensor, i) => norm(tensor) * norm(gradient[i]));
  const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);
  const rounding = (size: number, length: number): number => (64 * machineEpsilon(precision) * size) / (length || 1);
  const steep = along.map((sum, tensor) => sum / (lengths[tensor] || 1));
  const climbing = steep.flatMap((slope, tensor) => (slope > 0.2 + rounding(sizes[tensor], lengths[tensor]) ? [tensor] : []));
  if (climbing.length > 0 && climbing.length < moves.length) {
    const [tensor] = climbing;
    return { effect: steep[tensor], tolerance: 0.2, steps: 1, where: { uphill: true, tensor } };
  }
  const effect = total(along) / (total(lengths) || 1);
  const tolerance = 1e-9 + rounding(total(sizes), total(lengths));
  if (effect > tolerance) return { effect, tolerance, steps: 1, where: { uphill: true } };
  return undefined;
}

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
