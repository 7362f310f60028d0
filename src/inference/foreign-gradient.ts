import { size, zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

/** A matrix whose rows and columns are of different lengths: columns in the place of rows are another order. */
const shape: readonly number[] = [4, 3];

/**
 * Whether gradients are read in another order than weights: one entry alone has a gradient, and just one other entry moves. A rule that
 * mixes entries moves several.
 *
 * @param fill first steps that only fill the state
 */
export function foreignGradient(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const moved = Array.from({ length: size(shape) }, (_, entry) => movedBy(optimizer, entry, fill));
  const alone = moved.flatMap((to, from) => (to === undefined ? [] : [[from, to] as const]));
  const astray = alone.filter(([from, to]) => from !== to);
  // One entry for each, and each by one: what gathers everything in a single entry is something else.
  if (astray.length < size(shape) / 2 || new Set(alone.map(([, to]) => to)).size < alone.length) return undefined;
  const [[from, to]] = astray;
  const sentence = `the gradient of entry ${from} moves entry ${to} in a tensor of shape [${shape}]: gradients are read in another order than weights, as in a transposed layout`;
  return { cause: 'gradient-transposed', sentence };
}

/** The one entry that moves where a single one has a gradient; `undefined`: none does, or several do. */
function movedBy(optimizer: Optimizer, entry: number, fill: number): number | undefined {
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors([shape], precision, stream('inference', 'foreign-gradient').seek(0, 0)));
  const gradient = zeros(shape, precision);
  gradient.data[entry] = 1;
  const before = Array.from(run.parameters[0].data);
  for (let step = 1; step <= fill + 1; step++) run.step([gradient], 2 ** -5, 0);
  const moves = before.flatMap((w, j) => (run.parameters[0].data[j] === w ? [] : [j]));
  return moves.length === 1 ? moves[0] : undefined;
}
