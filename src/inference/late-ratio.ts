import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { tolerance } from './measuring-precision.ts';
import { settledRun } from './settled-run.ts';
import { stepLengths } from './step-lengths.ts';

const [factor, settled, rate] = [4, 6, 2 ** -8];

/**
 * Finds steps that are a share of weights as these were a step before: weights that are enlarged make no longer step at once, and one as much longer at
 * the next step, though gradients are the same. Tensors whose steps no weights change, as of vectors, have no ratio.
 *
 * @param fill first steps that only fill the state
 */
export function lateRatio(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if (!isLate(optimizer, fill + settled)) return undefined;
  const sentence =
    'a step is a share of the weights as they were a step before: a ratio of norms is used before it is computed anew';
  return { cause: 'ratio-late', sentence };
}

/** Whether it is so where weights are enlarged after so many steps. */
function isLate(optimizer: Optimizer, until: number): boolean {
  const { run, gradients } = settledRun(optimizer, 'late-ratio', until, rate);
  const other = run.fork();
  for (const { data } of other.parameters) for (let j = 0; j < data.length; j++) data[j] *= factor;
  const [lengths, ofLarger] = [run, other].map((each) => stepLengths(each, [gradients(1), gradients(2)], rate));
  const rounding = tolerance(optimizer, 1e-6, 1e-3);
  const near = (a: number, b: number): boolean => Math.abs(a / b - 1) <= rounding;
  const [atOnce, later] = lengths.map((step, i) => step.map((length, j) => (length > 0 ? ofLarger[i][j] / length : NaN)));
  return (
    atOnce.every((times) => near(times, 1)) &&
    later.every((times) => near(times, factor) || near(times, 1)) &&
    later.some((times) => near(times, factor))
  );
}
