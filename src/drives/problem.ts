import type { Precision, Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { distance, identical, normalTensors } from '../inference/probe-problem.ts';
import type { Optimizer, Remark, Way } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { RunMemory } from './run-memory.ts';

/** Inputs of a short run: where it starts, and the gradient, η and λ of each step. */
export interface DriveProblem {
  readonly start: readonly Tensor[];
  readonly steps: readonly {
    readonly gradients: readonly Tensor[];
    readonly learningRate: number;
    readonly weightDecay: number;
  }[];
  /** Values that replace defaults. */
  readonly hyperparameters?: Readonly<Record<string, number>>;
  /** What was run for this problem and those that were made of it; absent: every run is made anew. */
  readonly memory?: RunMemory;
}

/** Where a run went, and what its adapter saw beside the numbers. */
export interface Trajectory {
  /** The parameters after each step. */
  readonly after: readonly (readonly Tensor[])[];
  readonly remarks: readonly Remark[];
}

/** Fractions by which a schedule in powers of two changes the learning rate. */
const factors = [1, 0.5, 0.5, 2, 0.25, 1, 0.5, 4];

/** A run of `steps` steps with standard normal gradients; tensors start at `scale` times standard normal ones. */
export function drawProblem(draw: {
  readonly seed: number;
  readonly shapes: readonly (readonly number[])[];
  readonly precision: Precision;
  readonly steps: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly scale?: number;
  readonly schedule?: boolean;
}): DriveProblem {
  const { seed, shapes, precision, steps, learningRate, weightDecay, scale = 1, schedule = false } = draw;
  const source = stream(seed, 'drives');
  return {
    start: normalTensors(shapes, precision, source.seek(0, 0), scale),
    steps: Array.from({ length: steps }, (_, step) => ({
      gradients: normalTensors(shapes, precision, source.seek(1, step)),
      learningRate: learningRate * (schedule ? factors[step % factors.length] : 1),
      weightDecay,
    })),
    memory: new RunMemory(),
  };
}

/** The same problem for some of its tensors. */
export function restricted({ start, steps, ...rest }: DriveProblem, tensors: readonly number[]): DriveProblem {
  const pick = (all: readonly Tensor[]): Tensor[] => tensors.map((i) => all[i]);
  return { ...rest, start: pick(start), steps: steps.map((step) => ({ ...step, gradients: pick(step.gradients) })) };
}

/** Runs an optimizer on a problem, plainly or driven in a way; what was run before with the same inputs is not run again. */
export function follow(optimizer: Optimizer, problem: DriveProblem, way?: Way): Trajectory {
  const { start, steps, hyperparameters, memory } = problem;
  const make = (): Trajectory => {
    const run = new OptimizerRun(optimizer, start, hyperparameters, way);
    const passes = run.follow(steps);
    if (way === undefined) return { after: [...passes], remarks: [] };
    // Steps that were handed over are waited for with the remarks; others are made when they are asked for.
    const early = run.posts ? run.remarks() : undefined;
    const after = [...passes];
    return { after, remarks: early ?? run.remarks() };
  };
  return memory === undefined ? make() : memory.recall(optimizer, problem, way, make);
}

/**
 * Whether the learning rate that a group has at a step acts, from the start and later. A rule that takes that of its constructor for
 * long, as where it warms up by itself, is one whose rate no group and no scheduler changes; that is said by itself.
 */
export function readsSchedule(optimizer: Optimizer, problem: DriveProblem): boolean {
  const last = (factor: (step: number) => number): readonly Tensor[] => {
    const steps = problem.steps.map((step, i) => ({ ...step, learningRate: factor(i) * step.learningRate }));
    return follow(optimizer, { ...problem, steps }).after.at(-1)!;
  };
  const plain = last(() => 1);
  return (
    !identical(
      plain,
      last(() => 0.5),
    ) &&
    !identical(
      plain,
      last((step) => (step === 0 ? 1 : 0.5)),
    )
  );
}

/** How far two runs are apart at the worst step and tensor, relative to how far that tensor moved in all. */
export function gap(
  a: Trajectory,
  b: Trajectory,
  start: readonly Tensor[],
): { readonly effect: number; readonly step: number; readonly tensor: number } {
  let worst = { effect: 0, step: 0, tensor: 0 };
  a.after.forEach((parameters, step) =>
    parameters.forEach((expected, tensor) => {
      const apart = distance(expected, b.after[step][tensor]);
      if (apart === 0 || Number.isNaN(worst.effect)) return;
      const moved = Math.max(...a.after.map((each) => distance(each[tensor], start[tensor])));
      const effect = apart / (moved || 1);
      if (!(effect <= worst.effect)) worst = { effect, step: step + 1, tensor };
    }),
  );
  return worst;
}

/** Relative difference that another order of the same operations may make. */
export function rounding(optimizer: Optimizer, { start }: DriveProblem): number {
  // Rules that compute in float32 whatever they are given are common, and powers differ by library.
  return optimizer.precision === 'float32' || start[0]?.data instanceof Float32Array ? 2 ** -9 : 2 ** -18;
}
