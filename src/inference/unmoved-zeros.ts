import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

const steps = 8;

/** A matrix of which the second row is zero, and a single zero in another row. */
const [shape, row, single] = [[4, 3], [3, 4, 5], 7] as const;

/**
 * Whether rows of zeros never move though they have a gradient, where a zero among other weights does: a step that is a share of the norm
 * of a row leaves it where it is for ever. Where single zeros stay as well, as in rules that multiply, that is how the rule is meant, and
 * where whole tensors are compared no row is asked.
 *
 * @param fill first steps that only fill the state
 */
export function unmovedZeros(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const source = stream('inference', 'unmoved-zeros');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors([shape], precision, source.seek(0, 0));
  for (const entry of [...row, single]) start[0].data[entry] = 0;
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill + steps; step++) run.step(normalTensors([shape], precision, source.seek(1, step)), 2 ** -5, 0);
  const { data } = run.parameters[0];
  if (!row.every((entry) => data[entry] === 0) || data[single] === 0) return undefined;
  const sentence =
    'rows of zeros never move, though they have a gradient: the step is limited by the norm of the row, and that by no least value';
  return { cause: 'gradient-never-moves', sentence };
}
