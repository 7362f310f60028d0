import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, normalTensors, probeShapes } from './probe-problem.ts';

const steps = 4;

/**
 * Whether the rate is missing where weights are large, and acts where they are small: a branch of the rule has lost it. What limits a step
 * by the size of the weights keeps the rate from acting where they are small, which is the other way round.
 *
 * @param fill first steps that only fill the state
 */
export function absentRate(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const off = tolerance(optimizer, 1e-3, 1e-1);
  const ratios = [2 ** -6, 2 ** 6].map((size) => {
    const [usual, doubled] = [2 ** -14, 2 ** -13].map((rate) => wayOf(optimizer, fill, size, rate));
    return doubled / usual;
  });
  if (!(Math.abs(ratios[0] - 2) <= off && Math.abs(ratios[1] - 1) <= off)) return undefined;
  const sentence =
    'steps are in proportion to the learning rate where weights are small, and as long at every rate where they are large: a branch of the rule leaves it out';
  return { cause: 'rate-dead', sentence };
}

/** How far weights of a size move in some steps. */
function wayOf(optimizer: Optimizer, fill: number, size: number, learningRate: number): number {
  const source = stream('inference', 'absent-rate');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0), size);
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill + steps; step++)
    run.step(normalTensors(probeShapes, precision, source.seek(1, step)), learningRate, 0);
  return run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, start[i]), 0);
}
