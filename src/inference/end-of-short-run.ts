import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

const [steps, rate] = [12, 2 ** -5];

/**
 * Where a short run on normal gradients ends.
 *
 * @param setting options that have other values than their defaults
 */
export function endOfShortRun(optimizer: Optimizer, weightDecay: number, setting?: Readonly<Record<string, number>>): Tensor[] {
  const source = stream('inference', 'switches');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)), setting);
  for (let step = 1; step <= steps; step++)
    run.step(normalTensors(probeShapes, precision, source.seek(1, step)), rate, weightDecay);
  return run.parameters;
}
