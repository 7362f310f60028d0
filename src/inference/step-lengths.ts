import type { Tensor } from '../arithmetic/tensor.ts';
import type { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { positions } from './positions.ts';
import { distance } from './probe-problem.ts';

/**
 * How far each tensor moves at each of some steps of a run, where nothing decays.
 *
 * @param run which goes on by these steps
 * @param gradients of each step
 * @param rate η of all of them
 * @returns of each step the lengths of its tensors
 */
export function stepLengths(
  run: OptimizerRun,
  gradients: Iterable<readonly Tensor[]>,
  rate: number,
): readonly (readonly number[])[] {
  const [start, ...ends] = positions(run, gradients, rate);
  return ends.map((tensors, i) => tensors.map((tensor, j) => distance(tensor, (ends[i - 1] ?? start)[j])));
}
