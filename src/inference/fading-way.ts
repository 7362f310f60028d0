import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, normalTensors, probeShapes } from './probe-problem.ts';

/** Steps on a gradient, and many more without any. */
const [going, resting] = [20, 80];

/** What is left of the way: sums that are divided by the number of steps, or by its root, leave a fifth of it. */
const nothing = 2 ** -6;

/**
 * Whether weights go back to where a run began when gradients end, though there is no decay: every few steps they are pulled half the way
 * to a copy that is never written, for one.
 *
 * @param fill first steps that only fill the state
 */
export function fadingWay(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const source = stream('inference', 'fading-way');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const g = normalTensors(probeShapes, precision, source.seek(1, 0));
  const none = probeShapes.map((shape) => zeros(shape, precision));
  const run = new OptimizerRun(optimizer, start);
  const gone = (): number[] => run.parameters.map((tensor, i) => distance(tensor, start[i]));
  for (let step = 1; step <= fill + going; step++) run.step(g, 2 ** -7, 0);
  const far = gone();
  for (let step = 1; step <= resting; step++) run.step(none, 2 ** -7, 0);
  const left = gone();
  if (!far.every((way, i) => way > 0 && left[i] < nothing * way)) return undefined;
  const sentence =
    'what gradients did is undone: where they end, weights go back to those of the start, although there is no decay';
  return { cause: 'weights-return', sentence };
}
