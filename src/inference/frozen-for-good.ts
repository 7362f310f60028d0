import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { positions } from './positions.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

/** Long enough for two tensors to have settled. */
const horizon = 96;
/** Another number of tensors, none of which is the first one. */
const lists: readonly (readonly (readonly number[])[])[] = [probeShapes, [[2, 2], [4], ...probeShapes]];

/**
 * Whether tensors stop for good, one after the other from the first one on, as soon as their gradients have settled, while at least one goes on (Liu et
 * al. 2021, AutoFreeze): each moves as one that is alone until it stops. Where other gradients come they stop at other steps, and a tensor alone
 * never does.
 *
 * @param fill first steps that only fill the state
 */
export function stopForGood(optimizer: Optimizer, fill: number): boolean {
  if ((optimizer.microBatches ?? 1) > 1 || optimizer.contract?.random === true) return false;
  const [usual] = lists;
  // Of nearly all rules every tensor moves to the end, which one run tells.
  if (!follow(optimizer, usual, fill, 1).some((way) => !moves(way, fill + horizon))) return false;
  const stops: string[] = [];
  for (const shapes of lists) {
    const ends = [1, 2, 3].map((series) => endsOf(optimizer, shapes, fill, series));
    if (!ends.every((each) => each !== undefined)) return false;
    stops.push(...ends.map(String));
  }
  const isSeen = stops.some(
    (each) => each !== String(lists[0].map(() => horizon)) && each !== String(lists[1].map(() => horizon)),
  );
  return isSeen && new Set(stops.slice(0, 3)).size > 1;
}

const moves = (way: readonly Tensor[], step: number): boolean => distance(way[step], way[step - 1]) > 0;

/** The step after which each tensor stands still, in order; `undefined` where one moves again, otherwise than alone, or before another one. */
function endsOf(
  optimizer: Optimizer,
  shapes: readonly (readonly number[])[],
  fill: number,
  series: number,
): number[] | undefined {
  const ways = follow(optimizer, shapes, fill, series);
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  const ends = shapes.map((shape, i) => {
    const [alone] = follow(optimizer, [shape], fill, series, i);
    const end = ways[i].findIndex((_, step) => step > fill && !moves(ways[i], step));
    const until = end < 0 ? fill + horizon : end - 1;
    const isAlike = ways[i].slice(0, until + 1).every((tensor, step) => distance(tensor, alone[step]) <= rounding * norm(tensor));
    const restsOn = ways[i].every((_, step) => step <= until || !moves(ways[i], step));
    const goesOnAlone = alone.every((_, step) => step <= fill || moves(alone, step));
    return isAlike && restsOn && goesOnAlone ? until - fill : undefined;
  });
  const known = ends.filter((end) => end !== undefined);
  const inOrder = known.every((end, i) => i === 0 || end >= known[i - 1]);
  return known.length === ends.length && inOrder && known[known.length - 1] === horizon ? known : undefined;
}

/** Where each tensor is at the start and after each step, where nothing decays. */
function follow(
  optimizer: Optimizer,
  shapes: readonly (readonly number[])[],
  fill: number,
  series: number,
  place = 0,
): readonly (readonly Tensor[])[] {
  const source = stream('inference', 'frozen-for-good');
  const precision = measuringPrecision(optimizer);
  const draw = (of: number, step: number): Tensor[] =>
    shapes.map((shape, i) => normalTensors([shape], precision, source.seek(of, 1024 * step + place + i))[0]);
  const gradients = Array.from({ length: fill + horizon }, (_, i) => draw(series, i + 1));
  const at = positions(new OptimizerRun(optimizer, draw(0, 0)), gradients, 2 ** -7);
  return shapes.map((_, i) => at.map((tensors) => tensors[i]));
}
