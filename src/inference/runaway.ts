import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { positions } from './positions.ts';
import { distance, normalTensors, probeShapes } from './probe-problem.ts';

/** Steps on gradients, and many more without any. */
const [going, resting] = [12, 80];

/** Of how many times as long steps are in the end: a first moment that outlasts the second makes them some hundred times as long. */
const far = 2 ** 40;

/**
 * Whether steps become longer and longer when gradients end, as those of a residue that is added to what contains it already: it is
 * multiplied at every step.
 *
 * @param fill first steps that only fill the state
 */
export function runaway(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const source = stream('inference', 'runaway');
  const precision = measuringPrecision(optimizer);
  const none = probeShapes.map((shape) => zeros(shape, precision));
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= fill + going; step++)
    run.step(normalTensors(probeShapes, precision, source.seek(1, step)), 2 ** -7, 0);
  const at = positions(run, Array<Tensor[]>(resting).fill(none), 2 ** -7);
  const lengths = at.slice(1).map((tensors, k) => tensors.map((tensor, i) => distance(tensor, at[k][i])));
  const [first, before, last] = [lengths[0], lengths[resting - 2], lengths[resting - 1]];
  if (!last.some((length, i) => Number.isFinite(length) && first[i] > 0 && length > far * first[i] && length > before[i]))
    return undefined;
  const sentence = `steps become longer and longer when gradients end: ${resting} steps later they are more than 2^40 times as long, so that what is left of old gradients is multiplied at every step`;
  return { cause: 'momentum-unstable', sentence };
}
