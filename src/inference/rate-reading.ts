import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, identical, normalTensors, probeShapes } from './probe-problem.ts';
import { afterRest } from './rest.ts';

/** When a change of the learning rate acts: on its own step, later, at the first step only, or never. */
export type RateReading = 'present' | 'late' | 'first' | 'never';

const [settled, long] = [4, 300];

/** Rates of ordinary steps, and of steps that are short in any box of weights. */
const [ordinary, shortest] = [2 ** -6, 2 ** -20];

/**
 * Changes η and looks when that shows.
 *
 * @param fill first steps that only fill the state
 * @param period of how many steps one moves
 */
export function inferRate(optimizer: Optimizer, fill = 0, period = 1): RateReading {
  const after = fill + period * settled;
  const changed = difference(optimizer, after, after + long);
  // The last of as many steps is the one that moves.
  if (changed === after + period || changed === after + 1) return 'present';
  if (changed !== undefined && changed <= after + period + 2) {
    // Where weights are kept in a box long steps lead to its end, whatever the rate is.
    const short = difference(optimizer, after, after + 2 * period, shortest);
    return short !== undefined && (short === after + period || short === after + 1) ? 'present' : 'late';
  }
  if (changed !== undefined) return 'present';
  return difference(optimizer, 0, long) === undefined ? 'never' : 'first';
}

/** First step that differs when η is doubled after so many steps. */
function difference(optimizer: Optimizer, after: number, steps: number, rate: number = ordinary): number | undefined {
  const source = stream('inference', 'rate');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
  let run = new OptimizerRun(optimizer, start);
  let other = after === 0 ? new OptimizerRun(optimizer, start) : run;
  for (let step = 1; step <= steps; step++) {
    run.step(gradients(step), rate, 0.1);
    if (step < after) continue;
    if (step === after) {
      [run, other] = [run.fork(), run.fork()];
      continue;
    }
    other.step(gradients(step), 2 * rate, 0.1);
    if (!identical(run.parameters, other.parameters)) return step;
  }
  return undefined;
}

/**
 * Tensors that move by the old rate whatever the new one is, where others follow at once: those that are `behind` do so for one step, and
 * those that are `deaf` move by the first rate for ever. A
 * rate of their own that some tensors have is neither. A step that is bounded is the same at larger rates alone, and one with a floor at smaller ones.
 *
 * @param fill first steps that only fill the state
 * @param period of how many steps one moves
 */
export function tensorsBehind(
  optimizer: Optimizer,
  fill = 0,
  period = 1,
): Readonly<Record<'behind' | 'deaf', readonly number[]>> {
  if (period > 1) return { behind: [], deaf: [] };
  const source = stream('inference', 'rate');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
  for (let step = 1; step <= fill + settled; step++) run.step(gradients(step), 1 / 64, 0);
  const before = run.parameters.map(({ data, shape }) => ({ data: data.slice() as typeof data, shape }));
  const [usual, ...others] = [1 / 64, 1 / 2, 2 ** -16].map((learningRate) => ({ learningRate, run: run.fork() }));
  const act = (step: number): boolean[] => {
    for (const each of [usual, ...others]) each.run.step(gradients(step), each.learningRate, 0);
    return usual.run.parameters.map((tensor, i) => others.every((other) => identical([tensor], [other.run.parameters[i]])));
  };
  const next = fill + settled + 1;
  const same = act(next);
  const moved = usual.run.parameters.map((tensor, i) => distance(tensor, before[i]) > 0);
  const later = act(next + 1);
  const last = act(next + 2);
  const late = [...same.keys()].filter((i) => same[i] && moved[i]);
  // Where no tensor follows it is no matter of tensors.
  if (late.length === same.length) return { behind: [], deaf: [] };
  const [slow, fast] = [1 / 64, 1 / 2].map((learningRate) => {
    const fresh = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
    for (let step = 1; step <= fill + settled; step++) fresh.step(gradients(step), learningRate, 0);
    return fresh.parameters;
  });
  const readsFirst = (i: number): boolean => !identical([slow[i]], [fast[i]]);
  return { behind: late.filter((i) => !later[i]), deaf: late.filter((i) => later[i] && last[i] && readsFirst(i)) };
}

/** A rule that begins otherwise than it goes on does so in fewer steps. */
const begun = 12;

/**
 * How many first steps that move are the same at every learning rate, though later ones are not: the rate is left out of what a
 * buffer starts with, or of a rule that is followed at the start.
 *
 * @param fill first steps that only fill the state
 */
export function stepsWithoutRate(optimizer: Optimizer, fill = 0): number {
  // Where weights are kept in a box a long step leads to its end, at every rate; a short one does not.
  return Math.min(...[ordinary, shortest].map((rate) => stepsUntilSeen(optimizer, fill, rate)));
}

/** How many first steps are the same at a rate and at twice as much. */
function stepsUntilSeen(optimizer: Optimizer, fill: number, rate: number): number {
  const source = stream('inference', 'rate');
  const precision = measuringPrecision(optimizer);
  const drawn = normalTensors(probeShapes, precision, source.seek(0, 0));
  // From outside of a box the first step leads to its end, at every rate.
  const rested = afterRest(optimizer, { start: drawn, learningRate: 1 / 64 });
  const start = rested.every(({ data }) => data.every(Number.isFinite)) ? rested : drawn;
  const [run, other] = [new OptimizerRun(optimizer, start), new OptimizerRun(optimizer, start)];
  for (let step = 1; step <= fill + begun; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(1, step));
    run.step(g, rate, 0);
    other.step(g, 2 * rate, 0);
    if (step <= fill) continue;
    if (!identical(run.parameters, other.parameters)) return step - fill - 1;
    if (identical(run.parameters, start)) return 0;
  }
  return 0;
}

/**
 * Whether steps go as the square of η: doubled, it makes the first four steps four times as long, at every size of η.
 *
 * @param fill first steps that only fill the state
 */
export function actsSquared(optimizer: Optimizer, fill = 0): boolean {
  const source = stream('inference', 'rate');
  const precision = measuringPrecision(optimizer);
  // Weights that are small beside the steps, so that what is measured is no rounding.
  const start = normalTensors(probeShapes, precision, source.seek(0, 0), 2 ** -20);
  const lengths = [2, 1, 0, -1].map((exponent) => {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= fill + 4; step++)
      run.step(normalTensors(probeShapes, precision, source.seek(1, step)), 2 ** (exponent - 6), 0);
    return run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, start[i]), 0);
  });
  return lengths.slice(1).every((length, i) => Math.abs(lengths[i] / length - 4) <= tolerance(optimizer, 1e-6, 1e-2));
}
