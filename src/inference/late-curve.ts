import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import type { Core } from './core/infer-core.ts';
import { mover } from './core/mover.ts';
import type { Parts } from './core/rule.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';

/** Long enough that counters of eight bits have ended. */
const steps = 300;

/** What departs before is seen by others. */
const late = 40;

/**
 * Follows the rule that was rebuilt from the first steps for 300 more under a constant gradient: a step counter in a short number format
 * ends, or starts again, long after every other look at the optimizer.
 *
 * @param values at which no epsilon shows
 * @param fill first steps that only fill the state
 */
export function lateDeparture(
  optimizer: Optimizer,
  { sound }: Core,
  values: Readonly<Record<string, number>>,
  fill: number,
): Diagnosis | undefined {
  const rate = 2 ** -12;
  const moves = constantMoves(optimizer, values, rate);
  const near = (move: number, expected: number): boolean =>
    Math.abs(move - expected) <= tolerance(optimizer, 1e-6, 1e-2) * (Math.abs(expected) + 1e-3 * rate);
  const expected = predicted(sound, rate);
  const first = moves.findIndex((move, i) => i >= fill && !near(move, expected[i]));
  if (first < late) return undefined;
  const follows = (clock: NonNullable<Parts['clock']>): boolean => {
    const others = predicted({ ...sound, clock }, rate);
    return moves.every((move, i) => i < fill || near(move, others[i]));
  };
  if (follows(({ step }) => Math.min(step, first))) {
    const sentence = `the step counter of the bias correction stops at ${first}: steps are too long or too short from then on`;
    return { cause: 'correction-stuck', sentence };
  }
  const restarts = [first, first - 1, first + 1].find((n) => follows(({ step }) => ((step - 1) % n) + 1));
  if (restarts === undefined) return undefined;
  return {
    cause: 'correction-stuck',
    sentence: `the step counter of the bias correction starts again after ${restarts} steps`,
  };
}

function constantMoves(optimizer: Optimizer, values: Readonly<Record<string, number>>, rate: number): number[] {
  const precision = measuringPrecision(optimizer);
  const [w, g] = [zeros([1], precision), zeros([1], precision)];
  w.data[0] = 2 ** -6;
  g.data[0] = 1;
  const run = new OptimizerRun(optimizer, [w], values);
  return Array.from({ length: steps }, () => {
    const before = run.parameters[0].data[0];
    run.step([g], rate, 0);
    return run.parameters[0].data[0] - before;
  });
}

function predicted(parts: Parts, learningRate: number): number[] {
  const rule = mover(parts);
  return Array.from({ length: steps }, (_, i) => rule({ step: i + 1, gradient: 1, learningRate, tensor: 0, tensors: 1 }));
}
