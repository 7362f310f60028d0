import { log } from '../arithmetic/elementary.ts';
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
    const influenced = influences(optimizer, tensor, fill, 0);
    const elsewhere = actsElsewhere(influenced);
    if (elsewhere !== undefined && actsElsewhere(influences(optimizer, tensor, fill, 1)) !== undefined) {
      const sentence = `earlier gradients of entry ${elsewhere} act on the steps of others in a tensor of shape [${shape}], and not on its own: a shared moment is read in another order than the gradient, as rows in the place of columns`;
      return { cause: 'moment-of-other-entry', sentence };
    }
    const map = single(influenced);
    if (map === undefined || map.filter((to) => to !== undefined).length < map.length - 2) continue;
    if (map.every((to, from) => to === undefined || map[to] === from)) continue;
    const again = single(influences(optimizer, tensor, fill, 1));
    if (map.some((to, from) => to !== again?.[from])) continue;
    const from = map.findIndex((to) => to !== undefined);
    const sentence = `earlier gradients of entry ${from} act on the steps of entry ${map[from]} in a tensor of shape [${shape}]: a moment is read in another order than the gradient`;
    return { cause: 'moment-of-other-entry', sentence };
  }
  return undefined;
}

/** For each entry the one other entry on which its past acts; `undefined` as a whole where one acts on several. */
function single(influenced: readonly Influence[]): (number | undefined)[] | undefined {
  const others = influenced.map(({ on }, from) => on.filter((entry) => entry !== from));
  return others.some((on) => on.length > 1) ? undefined : others.map(([to]) => to);
}

/**
 * An entry whose past scales the steps of others more than its own, where more than a third are so, in a rule that multiplies each entry of the
 * gradient by a number. Where entries share what they are divided by, each has as large a part in its own divisor as in any.
 */
function actsElsewhere(influenced: readonly Influence[]): number | undefined {
  const away = influenced.flatMap(({ factors }, from) => {
    const logarithms = factors.map((factor) => (factor > 0 ? log(factor) : 0));
    // One number for all, such as a clipping by the length of the step, is no matter of places.
    const common = [...logarithms].sort((a, b) => a - b)[Math.floor(logarithms.length / 2)];
    const changes = logarithms.map((x) => Math.abs(x - common));
    return Math.max(...changes) > 1e-3 && changes[from] < 0.8 * Math.max(...changes) ? [from] : [];
  });
  const scales = influenced.every(({ factors }) => factors.every((factor) => factor > 0) && areShared(factors));
  return scales && 3 * away.length > influenced.length ? away[0] : undefined;
}

/** Whether most entries have a factor that others have too, to rounding: what they are divided by is shared, and nothing else differs. */
function areShared(factors: readonly number[]): boolean {
  const alike = (a: number, b: number): boolean => Math.abs(a / b - 1) <= 1e-9;
  const twins = factors.filter((factor, i) => factors.some((other, j) => j !== i && alike(factor, other)));
  return 3 * twins.length > 2 * factors.length;
}

/** What the past of an entry does to the next step. */
interface Influence {
  /** Entries whose steps are others. */
  readonly on: readonly number[];
  /** How many times as long the step of each entry is; NaN where it does not go down its own gradient. */
  readonly factors: readonly number[];
}

/** For each entry of a tensor what its past does. */
function influences(optimizer: Optimizer, tensor: number, fill: number, series: number): Influence[] {
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
  return moves.map((_, entry) => {
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
    const present = gradients(last)[tensor].data;
    return {
      on: moves.flatMap((move, j) => (Math.abs(moved[j] - move) <= rounding * (Math.abs(move) + 2 ** -7) ? [] : [j])),
      factors: moves.map((move, j) => (move * present[j] < 0 ? moved[j] / move : NaN)),
    };
  });
}
