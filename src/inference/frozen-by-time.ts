import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { positions } from './positions.ts';
import { distance, identical, normalTensors, probeShapes } from './probe-problem.ts';

/** A schedule that is longer is not looked for. */
const horizon = 2048;

/** A tensor stops so many times as late as the one before it, at least: a counter that tensors share is a step or two apart. */
const later = 1.1;

/**
 * Whether tensors stop for good at steps of their own, one after the other from the first one on, by rates that fall to nothing until then, whatever
 * gradients are and whatever other tensors do (Brock et al. 2017, FreezeOut). That a tensor that is alone stops at another step than among others is
 * part of such a schedule, and may be a mistake in it.
 *
 * @param fill first steps that only fill the state
 */
export function frozenByTime(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if ((optimizer.microBatches ?? 1) > 1) return undefined;
  const usual = follow(optimizer, fill, () => 1);
  const ends = usual.map(endOf);
  // The last one may go on.
  const stop = ends.slice(0, -1).every((end) => end < fill + horizon);
  const inTurn = ends.every((end, i) => i === 0 || end - fill > later * (ends[i - 1] - fill));
  if (!stop || !inTurn || !ends.slice(0, -1).every((end, i) => fades(usual[i], fill, end))) return undefined;
  const [others, beside] = [() => 2, (tensor: number) => (tensor === 0 ? 2 : 1)].map((series) => follow(optimizer, fill, series));
  if (String(others.map(endOf)) !== String(ends)) return undefined;
  if (!usual.slice(1).every((way, i) => way.every((tensor, step) => identical([tensor], [beside[i + 1][step]]))))
    return undefined;
  const seen = ends.map((end) => (end < fill + horizon ? end : 'none'));
  const sentence = `rates of tensors fall to nothing one after the other (after steps ${seen.join(', ')}), by their place in the list: that a tensor is trained alike alone and among others was not asked`;
  return { cause: 'unexplained', sentence };
}

/** The last step that moves a tensor. */
const endOf = (way: readonly Tensor[]): number => way.findLastIndex((tensor, i) => i > 0 && !identical([tensor], [way[i - 1]]));

/** Whether the last tenth of the way to the end has much shorter steps than the middle. */
function fades(way: readonly Tensor[], fill: number, end: number): boolean {
  const mean = (from: number, to: number): number => {
    const steps = way.slice(Math.floor(from) + 1, Math.ceil(to) + 1);
    return steps.reduce((sum, tensor, i) => sum + distance(tensor, way[Math.floor(from) + i]), 0) / steps.length;
  };
  const length = end - fill;
  return length >= 8 && 4 * mean(end - length / 10, end) < mean(fill + 0.4 * length, fill + 0.6 * length);
}

/** Where each tensor is at the start and after each step, where nothing decays. */
function follow(optimizer: Optimizer, fill: number, series: (tensor: number) => number): readonly (readonly Tensor[])[] {
  const source = stream('inference', 'frozen-by-time');
  const precision = measuringPrecision(optimizer);
  const draw = (of: number, at: number): readonly Tensor[] => normalTensors(probeShapes, precision, source.seek(of, at));
  const gradients = Array.from({ length: fill + horizon }, (_, i) => {
    const drawn = [1, 2].map((of) => draw(of, i + 1));
    return probeShapes.map((_, tensor) => drawn[series(tensor) - 1][tensor]);
  });
  const at = positions(new OptimizerRun(optimizer, draw(0, 0)), gradients, 2 ** -7);
  return probeShapes.map((_, i) => at.map((tensors) => tensors[i]));
}
