import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { drawsNoise, undeclared } from './draws-noise.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

const [steps, rate] = [4, 2 ** -5];

/**
 * Finds noise of which no contract speaks: weights move without a gradient, the same way each time, and steps have a part that looks like noise. Laws leave
 * much of it out, so that nothing is said to hold beside it.
 *
 * @param fill first steps that only fill the state
 */
export function undeclaredNoise(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'undeclared-noise').seek(0, 0));
  const atRest = (): readonly Tensor[] => {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= fill + steps; step++) run.step(scaled(start, 0), rate, 0);
    return run.parameters;
  };
  const moved = atRest();
  // What lies outside of the state differs from run to run, and is another matter.
  if (identical(moved, start) || !identical(moved, atRest()) || !drawsNoise(optimizer)) return undefined;
  return undeclared;
}
