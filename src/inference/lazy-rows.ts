import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

const shape: readonly number[] = [4, 3];

/** A row of the matrix that has no gradient, and entries of other rows that have none: the first, the middle and the last of one. */
const [row, entries] = [
  [3, 4, 5],
  [0, 7, 11],
];

/**
 * Whether whole rows without a gradient are left as they are, decay and all, as those of an embedding that no sample used (FBGEMM; lazy Adam of
 * TensorFlow). A rule that skips single entries, or whole tensors only, skips their decay by mistake.
 *
 * @param fill first steps that only fill the state
 */
export function leavesRowsAlone(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'lazy-rows');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors([shape], precision, source.seek(0, 0)));
  const draw = (step: number): ReturnType<typeof normalTensors> => normalTensors([shape], precision, source.seek(1, step));
  for (let step = 1; step <= fill + 3; step++) run.step(draw(step), 0.05, 0.2);
  const before = run.parameters[0].data.slice();
  const free = run.fork();
  const g = draw(fill + 4);
  for (const j of [...row, ...entries]) g[0].data[j] = 0;
  run.step(g, 0.05, 0.2);
  free.step(g, 0.05, 0);
  const [decayed, undecayed] = [run, free].map(({ parameters }) => parameters[0].data);
  const rests = row.every((j) => decayed[j] === before[j] && undecayed[j] === before[j]);
  return rests && decayed.every((w: number, j: number) => row.includes(j) || w !== undecayed[j]);
}
