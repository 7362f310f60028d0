import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';

/** When a change of the learning rate acts: on its own step, later, at the first step only, or never. */
export type RateReading = 'present' | 'late' | 'first' | 'never';

const [settled, long] = [4, 300];

/**
 * Changes η and looks when that shows.
 *
 * @param fill first steps that only fill the state
 */
export function inferRate(optimizer: Optimizer, fill = 0): RateReading {
  const changed = difference(optimizer, fill + settled, fill + settled + long);
  if (changed === fill + settled + 1) return 'present';
  if (changed !== undefined && changed <= fill + settled + 3) return 'late';
  if (changed !== undefined) return 'present';
  return difference(optimizer, 0, long) === undefined ? 'never' : 'first';
}

/** First step that differs when η is doubled after so many steps. */
function difference(optimizer: Optimizer, after: number, steps: number): number | undefined {
  const source = stream('inference', 'rate');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
  let run = new OptimizerRun(optimizer, start);
  let other = after === 0 ? new OptimizerRun(optimizer, start) : run;
  for (let step = 1; step <= steps; step++) {
    run.step(gradients(step), 1 / 64, 0.1);
    if (step < after) continue;
    if (step === after) {
      [run, other] = [run.fork(), run.fork()];
      continue;
    }
    other.step(gradients(step), 1 / 32, 0.1);
    if (!identical(run.parameters, other.parameters)) return step;
  }
  return undefined;
}
