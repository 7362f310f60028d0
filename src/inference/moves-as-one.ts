import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

/** A vector and a matrix whose rows and columns are long enough that equal moves are no accident. */
const shapes: readonly (readonly number[])[] = [[5], [4, 3]];

/** Steps that are looked at. */
const steps = 3;

/**
 * Whether all entries of a tensor, of a row or of a column make the same move, whatever gradients they have: what should be a buffer of the
 * tensor's shape is reduced to one number on the way, and that is broadcast.
 *
 * @param fill first steps that only fill the state
 */
export function movesAsOne(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const source = stream('inference', 'moves-as-one');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(shapes, precision, source.seek(0, 0)));
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  let among = parts;
  for (let step = 1; step <= fill + steps; step++) {
    const before = run.parameters.map(({ data }) => data.slice());
    run.step(normalTensors(shapes, precision, source.seek(1, step)), 2 ** -5, 0);
    if (step <= fill) continue;
    const moves = run.parameters.map(({ data }, i) => Array.from(data, (w, j) => w - before[i][j]));
    among = among.filter(({ tensor, of }) => {
      const own = moves[tensor];
      const moved = Math.max(...own.map(Math.abs));
      const alike = own.every((move, j) => Math.abs(move - own[own.findIndex((_, k) => of(k) === of(j))]) <= rounding * moved);
      return moved > 1e-6 && alike;
    });
    if (among.length === 0) return undefined;
  }
  const sentence = `all entries of ${among[0].name} make the same move, whatever gradients they have: a buffer is reduced to one number`;
  return { cause: 'buffer-shared', sentence };
}

interface Part {
  readonly name: string;
  readonly tensor: number;
  /** The part to which an entry belongs. */
  of(entry: number): number;
}

const parts: readonly Part[] = [
  { name: 'a vector', tensor: 0, of: () => 0 },
  { name: 'a matrix', tensor: 1, of: () => 0 },
  { name: 'a row', tensor: 1, of: (entry) => Math.floor(entry / 3) },
  { name: 'a column', tensor: 1, of: (entry) => entry % 3 },
];
