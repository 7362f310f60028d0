import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors, probeShapes, scaled } from './probe-problem.ts';

const [steps, rate] = [8, 2 ** -5];

/**
 * Finds a tolerance of whole gradients: where all entries of a tensor are next to nothing, though not zero, it does not move, or none does, and where one entry
 * of each is large the small ones beside it move. Who thinks that training has come to its end there leaves out such steps, decay and all; so does an early
 * return by mistake. What is compared entry by entry, or rounded, is left out beside a large one, too.
 *
 * @param fill first steps that only fill the state
 */
export function smallGradients(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const small = movedEntries(optimizer, fill, true);
  if (!small.includes('none') || small.includes('some')) return undefined;
  if (!movedEntries(optimizer, fill, false).every((which) => which === 'all')) return undefined;
  const sentence =
    'steps are left out whose gradients are small as a whole, though not zero: it may be a tolerance at which training has come to its end, or an early return';
  return { cause: 'ambiguous', sentence };
}

/** Which entries of each tensor move under gradients that are small, all of them or all but one of each tensor. */
function movedEntries(optimizer: Optimizer, fill: number, isSmall: boolean): ('all' | 'some' | 'none')[] {
  const source = stream('inference', 'small-gradients');
  const precision = measuringPrecision(optimizer);
  const [size, weights] = [tolerance(optimizer, 2 ** -100, 2 ** -40), tolerance(optimizer, 2 ** -240, 2 ** -100)];
  const start: readonly Tensor[] = normalTensors(probeShapes, precision, source.seek(0, 0), weights);
  const g = scaled(normalTensors(probeShapes, precision, source.seek(1, 0)), size);
  for (const { data } of isSmall ? [] : g) data[0] = 1;
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill + steps; step++) run.step(g, rate, 0);
  return run.parameters.map(({ data }, i) => {
    const moved = Array.from(data, (w, j) => w !== start[i].data[j]);
    return moved.every((each) => each) ? 'all' : moved.some((each) => each) ? 'some' : 'none';
  });
}
