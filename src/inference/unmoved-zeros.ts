import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

const steps = 8;

/** A matrix of which the second row is zero, and a single zero in another row. */
const [shape, row, single] = [[4, 3], [3, 4, 5], 7] as const;

/** Entries of rows that are small, and of one that is next to nothing. */
const sizes = [2 ** -10, 2 ** -20, 2 ** -40];

/**
 * Whether rows of zeros never move though they have a gradient, where a zero among other weights does: a step that is a share of the norm
 * of a row leaves it where it is for ever. Where single zeros stay as well, as in rules that multiply, that is how the rule is meant, and
 * where whole tensors are compared no row is asked. Small rows have to grow by a factor that does not depend on how small they are: where
 * each row keeps its norm, or those that are zero are left out on purpose, they do not.
 *
 * @param fill first steps that only fill the state
 */
export function unmovedZeros(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const data = afterwards(optimizer, fill, 0);
  if (!row.every((entry) => data[entry] === 0) || data[single] === 0) return undefined;
  const [growth, ...others] = sizes.map((size) => {
    const grown = afterwards(optimizer, fill, size);
    return row.reduce((sum, entry) => sum + grown[entry], 0) / (row.length * size) - 1;
  });
  if (!(growth > 1e-5) || !others.every((other) => Math.abs(other - growth) <= 1e-2 * growth)) return undefined;
  const sentence =
    'rows of zeros never move, though they have a gradient: the step is limited by the norm of the row, and that by no least value';
  return { cause: 'gradient-never-moves', sentence };
}

/** Weights after some steps, from a row whose entries are of this size and are to grow. */
function afterwards(optimizer: Optimizer, fill: number, size: number): Tensor['data'] {
  const source = stream('inference', 'unmoved-zeros');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors([shape], precision, source.seek(0, 0));
  for (const entry of row) start[0].data[entry] = size;
  start[0].data[single] = 0;
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill + steps; step++) {
    const gradients = normalTensors([shape], precision, source.seek(1, step));
    for (const entry of row) gradients[0].data[entry] = -1;
    run.step(gradients, 2 ** -5, 0);
  }
  return run.parameters[0].data;
}
