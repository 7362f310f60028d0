import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

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
  const source = stream('inference', 'late-ratio');
  const precision = measuringPrecision(optimizer);
  const g = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= until; step++) run.step(g(step), rate, 0);
  const other = run.fork();
  for (const { data } of other.parameters) for (let j = 0; j < data.length; j++) data[j] *= factor;
  const rounding = tolerance(optimizer, 1e-6, 1e-3);
  const near = (a: number, b: number): boolean => Math.abs(a / b - 1) <= rounding;
  let hasRatio = false;
  for (const [later, expected] of [1, factor].entries()) {
    const [lengths, ofLarger] = [run, other].map((each) => {
      const before = scaled(each.parameters, 1);
      each.step(g(until + 1 + later), rate, 0);
      return plus(each.parameters, -1, before).map(norm);
    });
    const grown = lengths.map((length, i) => (length > 0 ? ofLarger[i] / length : NaN));
    if (!grown.every((times) => near(times, expected) || near(times, 1))) return false;
    hasRatio = grown.some((times) => near(times, factor));
  }
  return hasRatio;
}
