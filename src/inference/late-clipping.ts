import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

const [settled, rate] = [6, 2 ** -8];

/** How much larger one gradient is than all others. */
const sizes: readonly number[] = [2 ** 8, 2 ** 9];

/**
 * Finds clipping by the norm of all gradients of the step before: a gradient that is much larger than those before it acts with all of its size, the next
 * one, as small as ever, with a share that is the smaller the larger it was, and the one after that as ever. A sum or mean of all norms before the step
 * (Li & Orabona 2019, AdaGrad whose rate is independent of the current gradient) remembers the large one for longer.
 *
 * @param fill first steps that only fill the state
 */
export function lateClipping(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const [usual, ...shares] = [1, ...sizes].map((size) => partsAfter(optimizer, fill, size));
  const rounding = tolerance(optimizer, 1e-3, 1e-2);
  const near = (a: number, b: number): boolean => Math.abs(a / b - 1) <= rounding;
  const isLate = shares.every(
    ({ own, next, later }, i) =>
      near(own, sizes[i] * usual.own) &&
      next < usual.next / 4 &&
      near(next * sizes[i], shares[0].next * sizes[0]) &&
      near(later, usual.later),
  );
  if (!isLate) return undefined;
  const sentence =
    'a gradient that is large acts with all of its size, and the next one with less of its own: gradients are clipped by the norm of the step before';
  return { cause: 'clipping-late', sentence };
}

/** How far gradients move the weights, each at its own step. */
interface Parts {
  /** One of some size. */
  readonly own: number;
  /** The next one, which has the usual size. */
  readonly next: number;
  /** The one after that, which has it too. */
  readonly later: number;
}

function partsAfter(optimizer: Optimizer, fill: number, size: number): Parts {
  const source = stream('inference', 'late-clipping');
  const precision = measuringPrecision(optimizer);
  const g = (step: number, factor = 1): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step), 2 ** -4 * factor);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= fill + settled; step++) run.step(g(step), rate, 0);
  /** What a gradient changes in a step of the run. */
  const part = (gradients: Tensor[]): number => {
    const [there, without] = [run.fork(), run.fork()];
    there.step(gradients, rate, 0);
    without.step(scaled(gradients, 0), rate, 0);
    return Math.hypot(...plus(there.parameters, -1, without.parameters).map(norm));
  };
  const [own, next, later] = [size, 1, 1].map((factor, i) => {
    const gradients = g(fill + settled + 1 + i, factor);
    const moved = part(gradients);
    run.step(gradients, rate, 0);
    return moved;
  });
  return { own, next, later };
}
