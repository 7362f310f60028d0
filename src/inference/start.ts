import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** How a run begins. */
export interface StartReading {
  /** First steps that move nothing by gradients: they only fill the state. */
  readonly fill: number;
  /** Whether a gradient moves something in its own step, once the state is filled. */
  readonly immediate: boolean;
  /** Of how many steps one moves: more than 1 where gradients are accumulated. */
  readonly period: number;
}

/** Longer starts than this are taken for optimizers that never move. */
const longest = 32;

/**
 * Counts the first steps that only fill the state, and asks whether a gradient acts on its own step after them.
 *
 * @param optimizer any optimizer; η is constant and λ = 0
 */
export function inferStart(optimizer: Optimizer): StartReading {
  const source = stream('inference', 'start');
  const precision = measuringPrecision(optimizer);
  const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= longest; step++) {
    const before = scaled(run.parameters, 1);
    run.step(gradients(step), 0.1, 0);
    if (identical(run.parameters, before)) continue;
    const period = periodAfter(optimizer, step);
    for (let idle = 1; idle < period; idle++) run.step(gradients(step + idle), 0.1, 0);
    const immediate = actsAtOnce(run, gradients(step + period));
    // Where every gradient acts late, so does the first one: its steps fill nothing that is not filled later too.
    return immediate ? { fill: step - 1, immediate, period } : { fill: 0, immediate, period: 1 };
  }
  return { fill: 0, immediate: true, period: 1 };
}

/** Movements after the first one that have to come at the same distance. */
const repetitions = 3;

/** The distance of the steps that move, where it is the same from the first one on and equal to what the state is filled in. */
function periodAfter(optimizer: Optimizer, first: number): number {
  if (first === 1) return 1;
  const source = stream('inference', 'start');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= first * (1 + repetitions); step++) {
    const before = scaled(run.parameters, 1);
    run.step(normalTensors(probeShapes, precision, source.seek(1, step)), 0.1, 0);
    if (identical(run.parameters, before) === (step % first === 0)) return 1;
  }
  return first;
}

/** Steps among which one has to move before it is said that gradients act late: a rule may rest, or skip what it does not like. */
const patience = 24;

/** Whether any of the next steps that move depends on the gradient that it is given; where none moves, nothing says that it does not. */
function actsAtOnce(run: OptimizerRun, gradients: readonly Tensor[]): boolean {
  let moving = 0;
  for (let step = 0; step < patience && moving < 3; step++) {
    const before = scaled(run.parameters, 1);
    const [one, other] = [run.fork(), run.fork()];
    one.step(gradients, 0.1, 0);
    other.step(scaled(gradients, -3), 0.1, 0);
    if (!identical(one.parameters, other.parameters)) return true;
    run.step(gradients, 0.1, 0);
    if (!identical(run.parameters, before)) moving += 1;
  }
  return moving === 0;
}
