import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { normal } from '../random/normal.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

const shapes: readonly (readonly number[])[] = [[4, 3], [5]];
const steps = 12;

/**
 * Finds a first or last entry that is trained by another rule than the others of its tensor, as where a loop ends early and another one goes
 * on: all entries have the same past and the same gradients, and what is done to the one depends on no other.
 *
 * @param fill first steps that only fill the state
 */
export function entryApart(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const alike = placesAfter(optimizer, fill, false);
  const apart = alike.map((tensor) => oddOf(optimizer, tensor));
  const [first] = apart;
  const isSlip =
    first !== undefined &&
    apart.every((odd, i) => odd !== undefined && (odd === 0 ? first === 0 : odd === alike[i].data.length - 1));
  if (!isSlip) return undefined;
  // Where entries know of each other, as in a rule that chooses the largest, those that are equal may be told apart by their order.
  const among = placesAfter(optimizer, fill, true);
  const isOfItsOwn = among.every(
    ({ data }, i) => data[apart[i]!] === alike[i].data[apart[i]!] && data[middle] === alike[i].data[middle],
  );
  if (!isOfItsOwn) return undefined;
  const sentence = `the ${first === 0 ? 'first' : 'last'} entry of a tensor moves otherwise than all others that have the same past and the same gradients`;
  return { cause: 'entry-apart', sentence };
}

/** An entry that is neither the first nor the last one of any tensor. */
const middle = 2;

/** The first or the last entry, where it moves, and all others move alike and otherwise. */
function oddOf(optimizer: Optimizer, { data }: Tensor): number | undefined {
  const off = tolerance(optimizer, 1e-9, 1e-3) * Math.abs(data[middle] - begin);
  const odd = Array.from(data.keys()).filter((j) => Math.abs(data[j] - data[middle]) > off);
  const isEnd = odd.length === 1 && (odd[0] === 0 || odd[0] === data.length - 1);
  return isEnd && data[odd[0]] !== begin ? odd[0] : undefined;
}

const begin = 0.75;

/** Where entries that begin alike are after steps on gradients that are the same for all, or for the ends and the middle only. */
function placesAfter(optimizer: Optimizer, fill: number, varied: boolean): Tensor[] {
  const source = stream('inference', 'entry-apart');
  const precision = measuringPrecision(optimizer);
  const start = shapes.map((shape) => zeros(shape, precision));
  for (const { data } of start) data.fill(begin);
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill + steps; step++) {
    const g = normalTensors(shapes, precision, source.seek(1, step));
    const common = normal(source.seek(2, step));
    for (const { data } of g)
      for (let j = 0; j < data.length; j++) if (!varied || [0, middle, data.length - 1].includes(j)) data[j] = common;
    run.step(g, 2 ** -7, 0);
  }
  return run.parameters;
}
