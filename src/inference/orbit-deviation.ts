import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { finish, type Resting } from '../dynamics/resting.ts';
import type { Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { stepOfOrbit } from './fraction.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { alongOrbit } from './orbit.ts';
import { SphereGradient, distance, identical, norm, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Long enough that rectified Adam leaves its warm-up within it. */
const steps = 12;

/** A power of two, so that scaling is exact; not 2, so that a wrong exponent cannot hide behind a factor of two in a rule. */
export const orbit = 8;

const learningRateProbe = 0.1;

export const weightDecayProbe = 0.05;

/**
 * Largest relative distance between the rescaled trajectory and the trajectory from rescaled hyperparameters; ∞ where either is
 * not finite, or the optimizer throws because a rescaled coefficient lies outside of its range.
 *
 */
export function deviation(
  optimizer: Optimizer,
  exponents: SymmetryExponents,
  weightDecay: number,
  hyperparameters: Readonly<Record<string, number>>,
  course: Course = { limit: Infinity, skip: 0, size: 1 },
): number {
  return finish(restingDeviation(optimizer, exponents, weightDecay, hyperparameters, course));
}

/** The same, resting where it would wait. */
export function* restingDeviation(
  optimizer: Optimizer,
  exponents: SymmetryExponents,
  weightDecay: number,
  hyperparameters: Readonly<Record<string, number>>,
  course: Course,
): Resting<number> {
  try {
    return yield* measureDeviation(optimizer, exponents, weightDecay, hyperparameters, course);
  } catch (thrown) {
    // Its own values must not throw.
    if (course.foreign === true || Object.keys(exponents).length > 2) return Infinity;
    throw thrown;
  }
}

/** How two trajectories are compared. */
interface Course {
  /** Where to stop looking: what is larger is as good as any. */
  readonly limit: number;
  /** First steps that are put back. */
  readonly skip: number;
  /** Size of the gradient on the unit sphere. */
  readonly size: number;
  /** Whether η and gradients have sizes that no training gives them, at which an optimizer may overflow and throw. */
  readonly foreign?: boolean;
}

function* measureDeviation(
  optimizer: Optimizer,
  exponents: SymmetryExponents,
  weightDecay: number,
  hyperparameters: Readonly<Record<string, number>>,
  { limit, skip, size }: Course,
): Resting<number> {
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'symmetry').seek(0, 0));
  const gradient = new SphereGradient(probeShapes, 'inference', size);
  const c = stepOfOrbit(orbit, exponents);
  const moved = alongOrbit(exponents, c, learningRateProbe, weightDecay, hyperparameters);
  const run = new OptimizerRun(optimizer, start, hyperparameters);
  const image = new OptimizerRun(optimizer, scaled(start, c), { ...hyperparameters, ...moved.hyperparameters });
  let largest = 0;
  let hasMoved = false;
  for (let step = 1; step <= skip + steps; step++) {
    const before = limit > 0 && limit < Infinity ? scaled(run.parameters, 1) : undefined;
    // Both are asked before anybody waits.
    const gradients = [run, image].map(({ parameters }) => gradient.at(parameters, step));
    run.step(gradients[0], learningRateProbe, weightDecay);
    image.step(gradients[1], moved.learningRate, moved.weightDecay);
    yield;
    // Where a tolerance is allowed, steps that are lost in the weights would pass for any.
    if (before !== undefined && step > skip && identical(before, run.parameters)) return Infinity;
    hasMoved ||= !identical(start, run.parameters);
    const expected = scaled(run.parameters, c);
    // A run that diverges has been compared for as long as it can be.
    if (step > skip + 3 && expected.some((tensor) => !(norm(tensor) < 2 ** 500))) break;
    if (identical(expected, image.parameters) && expected.every((tensor) => Number.isFinite(norm(tensor)))) continue;
    for (const [i, tensor] of expected.entries()) {
      const relative = distance(tensor, image.parameters[i]) / norm(tensor);
      largest = Math.max(largest, Number.isFinite(relative) ? relative : Infinity);
    }
    if (largest > limit) break;
  }
  // What does not move keeps any symmetry.
  return hasMoved ? largest : Infinity;
}
