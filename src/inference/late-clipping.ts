import type { Tensor } from '../arithmetic/tensor.ts';
import type { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { positions } from './positions.ts';
import { identical, norm, plus } from './probe-problem.ts';
import { settledRun } from './settled-run.ts';

const [settled, rate] = [6, 2 ** -8];

/** How much larger one entry of each tensor is: far above any limit at first, then as little as acts. */
const [farAbove, sizes] = [2 ** 24, Array.from({ length: 9 }, (_, i) => 2 ** (8 + 2 * i))];

/**
 * Finds clipping by a norm of the step before, of all gradients or of those of one tensor. Where one entry of a gradient is very large at one step,
 *
 *     the others move as ever at that step, which is not clipped,
 *     at the next step the less by their own gradients the larger it was,
 *     and if they have none there, as ever at the one after that.
 *
 * A sum or mean of all norms before the step (Li & Orabona 2019, AdaGrad whose rate is independent of the current gradient) remembers the large
 * one for longer; a step that is clipped by its own norm is another one at once. What is done with gradients once they are clipped does not matter.
 *
 * @param fill first steps that only fill the state
 */
export function lateClipping(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const { run, gradients } = settledRun(optimizer, 'late-clipping', fill + settled, rate, { size: 2 ** -4 });
  const scene: Scene = { run, gradients: [1, 2, 3].map(gradients) };
  const usual = othersAfter(scene, 1);
  const isLate = (size: number): boolean => {
    const { now, part } = othersAfter(scene, size);
    return identical(now, usual.now) && part < usual.part / 4;
  };
  if (!isLate(farAbove)) return undefined;
  const size = sizes.find(isLate);
  if (size === undefined || !(othersAfter(scene, 2 * size).part <= 0.6 * othersAfter(scene, size).part)) return undefined;
  if (!identical(othersInTheEnd(scene, size), othersInTheEnd(scene, 1))) return undefined;
  const sentence =
    'a gradient that is large acts with all of its size, and the next one with less of its own: gradients are clipped by the norm of the step before';
  return { cause: 'clipping-late', sentence };
}

/** A run that has settled, and the gradients of three steps. */
interface Scene {
  readonly run: OptimizerRun;
  readonly gradients: readonly (readonly Tensor[])[];
}

/** How all entries but the first of each tensor move where that one is so many times as large at the first step. */
function othersAfter(
  { run, gradients: [first, second] }: Scene,
  size: number,
): { readonly now: Tensor[]; readonly part: number } {
  const [at, without] = [1, 0].map((given) => positions(run.fork(), [times(first, size, 1), times(second, 1, given)], rate));
  return { now: times(at[1], 0, 1), part: Math.hypot(...times(plus(at[2], -1, without[2]), 0, 1).map(norm)) };
}

/** Where they are after a step on which they have no gradient and another one on which they have. */
function othersInTheEnd({ run, gradients: [first, second, third] }: Scene, size: number): Tensor[] {
  return times(positions(run.fork(), [times(first, size, 1), times(second, 1, 0), third], rate)[3], 0, 1);
}

/** Tensors with factors of their first entry and of all others. */
function times(tensors: readonly Tensor[], first: number, rest: number): Tensor[] {
  return tensors.map(({ data, shape }) => ({ data: data.map((x, j) => x * (j === 0 ? first : rest)) as typeof data, shape }));
}
