import { log } from '../arithmetic/elementary.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes, scaled } from './probe-problem.ts';
import { stepLengths } from './step-lengths.ts';

/** Steps with a gradient before those that go on by themselves, where a schedule has no beginning of its own. */
const filling = 4;
/** What logarithms of lengths may leave a line by, as corrections of moments make them; and by how much those of the schedule have to. */
const [bent, turned] = [0.1, 0.3];

/**
 * Whether steps are as long as a schedule says: under no gradient those of a rule with momentum become shorter by the same factor from step to
 * step, and under a constant one those of a rule without are of one length, but for the schedule. Where that is a straight line itself, nothing is
 * told.
 *
 * @param scheduleOf the factor of each step, which counts from 1
 * @param until last step of which it is known
 */
export function followSchedule(optimizer: Optimizer, scheduleOf: (step: number) => number, until: number): boolean {
  const steps = Array.from({ length: until }, (_, i) => i + 1);
  // A restart leaves other moments behind.
  const fall = steps.slice(1).reduce((worst, step) => (dropAt(scheduleOf, step) < dropAt(scheduleOf, worst) ? step : worst), 2);
  const from = dropAt(scheduleOf, fall) < 1 / 2 ? fall : filling + 1;
  const window = steps.filter((step) => step >= from);
  if (window.length < 4) return false;
  const schedule = window.map((step) => log(scheduleOf(step)));
  if (bendOf(schedule) < turned) return false;
  return [0, 1].some((size) => {
    const lengths = lengthsOf(optimizer, from, until, size).map((length) => (length > 0 ? log(length) : NaN));
    return bendOf(lengths.map((length, i) => length - schedule[i])) <= bent;
  });
}

const dropAt = (scheduleOf: (step: number) => number, step: number): number => scheduleOf(step) / scheduleOf(step - 1);

/** How far values are from the line through the first and the last one, at most. */
function bendOf(values: readonly number[]): number {
  const [first, last] = [values[0], values[values.length - 1]];
  const gaps = values.map((value, i) => Math.abs(value - first - ((last - first) * i) / (values.length - 1)));
  return gaps.some(Number.isNaN) ? Infinity : Math.max(...gaps);
}

/** Lengths of steps from one on, under a constant gradient that is times a factor from there. */
function lengthsOf(optimizer: Optimizer, from: number, until: number, size: number): number[] {
  const source = stream('inference', 'scheduled-steps');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const g = normalTensors(probeShapes, precision, source.seek(1, 0));
  const gradients = Array.from({ length: until }, (_, i) => (i + 1 < from ? g : scaled(g, size)));
  return stepLengths(run, gradients, 2 ** -7)
    .slice(from - 1)
    .map((lengths) => lengths.reduce((sum, length) => sum + length, 0));
}
