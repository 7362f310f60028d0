import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';

/** Periods before a gradient is changed, and steps in which it may still show. */
const [SETTLED, LATER] = [4, 40];

/**
 * Whether a gradient has a part in its own step: another one in its place has to make another step. Without a rule that makes the
 * moves, this is all that can be asked of when gradients act.
 *
 * @param fill first steps that only fill the state
 * @param period of how many steps one moves
 */
export function idleGradient(optimizer: Optimizer, fill: number, period: number): Diagnosis | undefined {
  const after = fill + period * SETTLED;
  const changed = firstDifference(optimizer, after, period, after + LATER);
  // Of a few signs none may be another one.
  const others = [3, 4, 5].map((series) => () => firstDifference(optimizer, after, period, after + LATER, series));
  const isSoon = (step: number | undefined): boolean => step !== undefined && step <= after + period;
  if (isSoon(changed) || (changed !== undefined && others.some((ask) => isSoon(ask())))) return undefined;
  if (changed !== undefined) {
    const sentence = `another gradient at step ${after + 1} shows at step ${changed} first: a gradient does not act on its own step`;
    return { cause: 'gradient-late', sentence };
  }
  return firstDifference(optimizer, fill, 1, after) === undefined
    ? undefined
    : { cause: 'gradient-first-kept', sentence: 'the gradient of the first step is used for ever: later ones change nothing' };
}

/** First step that differs when the gradients of some steps are others, of which there are several. */
function firstDifference(optimizer: Optimizer, after: number, count: number, until: number, series = 2): number | undefined {
  const source = stream('inference', 'gradient');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const [run, other] = [new OptimizerRun(optimizer, start), new OptimizerRun(optimizer, start)];
  for (let step = 1; step <= until; step++) {
    const [usual, replaced] = [1, series].map((kind) => normalTensors(probeShapes, precision, source.seek(kind, step)));
    run.step(usual, 1 / 64, 0);
    other.step(step > after && step <= after + count ? replaced : usual, 1 / 64, 0);
    if (step > after && !identical(run.parameters, other.parameters)) return step;
  }
  return undefined;
}
