import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

/** A vector and a matrix of which no row or column has two entries only. */
const shapes: readonly (readonly number[])[] = [[5], [4, 3]];

/** Steps in which gradients differ. */
const past = 3;

/**
 * Finds moments that are read in another order than gradients, without any rule to compare with. The past of one entry is changed, and
 * the steps of which entries are others from then on is looked at. Rules that share a moment let an entry act on its row, its column or
 * its tensor; a rule in which nearly every entry acts on exactly one other, which does not act back, reads a moment from a wrong place.
 *
 * @param fill first steps that only fill the state
 */
export function foreignEntry(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  for (const [tensor, shape] of shapes.entries()) {
    const map = influences(optimizer, tensor, fill, 0);
    if (map === undefined || map.filter((to) => to !== undefined).length < map.length - 2) continue;
    if (map.every((to, from) => to === undefined || map[to] === from)) continue;
    const again = influences(optimizer, tensor, fill, 1);
    if (map.some((to, from) => to !== again?.[from])) continue;
    const from = map.findIndex((to) => to !== undefined);
    const sentence = `earlier gradients of entry ${from} act on the steps of entry ${map[from]} in a tensor of shape [${shape}]: a moment is read in another order than the gradient`;
    return { cause: 'moment-of-other-entry', sentence };
  }
  return undefined;
}

/** For each entry of a tensor the one other entry on which its past acts; `undefined` as a whole where one acts on several. */
function influences(optimizer: Optimizer, tensor: number, fill: number, series: number): (number | undefined)[] | undefined {
  const source = stream('inference', 'foreign-entry');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(shapes, precision, source.seek(0, series));
  const gradients = (step: number): Tensor[] => normalTensors(shapes, precision, source.seek(1 + series, step));
  const last = fill + past + 1;
  const usual = new OptimizerRun(optimizer, start);
  for (let step = 1; step < last; step++) usual.step(gradients(step), 2 ** -7, 0);
  const before = usual.parameters.map(({ data }) => data.slice());
  usual.step(gradients(last), 2 ** -7, 0);
  const moves = Array.from(usual.parameters[tensor].data, (w, j) => w - before[tensor][j]);
  const map: (number | undefined)[] = [];
  for (const entry of moves.keys()) {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step < last; step++) {
      const g = gradients(step);
      // Smaller ones, so that nothing is reached, such as a norm at which gradients are clipped, that was not reached before.
      g[tensor].data[entry] *= 0.5;
      run.step(g, 2 ** -7, 0);
    }
    run.parameters.forEach(({ data }, i) => data.set(before[i]));
    run.step(gradients(last), 2 ** -7, 0);
    const moved = Array.from(run.parameters[tensor].data, (w, j) => w - before[tensor][j]);
    const rounding = tolerance(optimizer, 1e-9, 1e-3);
    const acts = moves.flatMap((move, j) =>
      j !== entry && !(Math.abs(moved[j] - move) <= rounding * (Math.abs(move) + 2 ** -7)) ? [j] : [],
    );
    if (acts.length > 1) return undefined;
    map.push(acts[0]);
  }
  return map;
}
