import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** How a run begins. */
export interface StartReading {
  /** First steps that move nothing by gradients: they only fill the state. */
  readonly fill: number;
  /** Whether a gradient moves something in its own step, once the state is filled. */
  readonly immediate: boolean;
}

/** Longer starts than this are taken for optimizers that never move. */
const longest = 32;

/**
 * Counts the first steps that only fill the state, and asks whether a gradient acts on its own step after them.
 *
 * @param optimizer any optimizer; η is constant and λ = 0
 */
export function inferStart(optimizer: Optimizer): StartReading {
  const source = stream('inference', 'start');
  const precision = measuringPrecision(optimizer);
  const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= longest; step++) {
    const before = scaled(run.parameters, 1);
    run.step(gradients(step), 0.1, 0);
    if (identical(run.parameters, before)) continue;
    const immediate = actsAtOnce(run, gradients(step + 1));
    // Where every gradient acts late, so does the first one: its steps fill nothing that is not filled later too.
    return { fill: immediate ? step - 1 : 0, immediate };
  }
  return { fill: 0, immediate: true };
}

/** Whether any of the next steps depends on the gradient that it is given. */
function actsAtOnce(run: OptimizerRun, gradients: readonly Tensor[]): boolean {
  for (let step = 0; step < 3; step++) {
    const [one, other] = [run.fork(), run.fork()];
    one.step(gradients, 0.1, 0);
    other.step(scaled(gradients, -3), 0.1, 0);
    if (!identical(one.parameters, other.parameters)) return true;
    run.step(gradients, 0.1, 0);
  }
  return false;
}
