import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { isAskedLimit } from './asked-limit.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, identical, normalTensors, norm, probeShapes } from './probe-problem.ts';

/** Steps of a run. */
const steps = 6;

/** A rate so small that its steps are lost in the weights. */
const tiny = 2 ** -80;

/**
 * The rate below which a smaller one changes nothing, where there is one and no option moves it: η has a floor, so that a schedule which
 * ends at zero goes on.
 *
 * @param fill first steps that only fill the state
 */
export function flooredRate(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const [least, resting] = [weightsAfter(optimizer, fill, tiny), weightsAfter(optimizer, fill, tiny, { size: 0 })];
  // What brings weights to a norm, or computes them from a state, moves them a little without any gradient as well.
  if (least.every((tensor, i) => distance(tensor, resting[i]) <= 1e-9 * norm(tensor))) return undefined;
  const floor = floorOf(optimizer, fill);
  if (floor === 0 || !Number.isFinite(floor)) return undefined;
  // A constant that is added to the rate, as an epsilon, hides small ones as well, and does not end so suddenly.
  const beyond = weightsAfter(optimizer, fill, 4 * floor);
  const lengths = [least, beyond].map((weights) => weights.reduce((sum, tensor, i) => sum + distance(tensor, resting[i]), 0));
  if (!(lengths[1] > 2 * lengths[0])) return undefined;
  if (isFloorAsked(optimizer, fill)) return undefined;
  const sentence = `the learning rate has a floor: below ${Number(floor.toPrecision(3))} a smaller one changes nothing, and a schedule that ends at zero goes on`;
  return { cause: 'rate-floor', sentence };
}

/**
 * Whether an option says below which rate a smaller one changes nothing.
 *
 * @param fill first steps that only fill the state
 */
function isFloorAsked(optimizer: Optimizer, fill: number): boolean {
  const floor = floorOf(optimizer, fill);
  if (floor === 0 || !Number.isFinite(floor)) return false;
  return isAskedLimit(optimizer, floor, {
    limitOf: (changed) => floorOf(optimizer, fill, changed),
    weightsAt: (changed, factor) => weightsAfter(optimizer, fill, 16 * floor * factor, { changed }),
  });
}

/** The rate below which a smaller one changes nothing; 0: there is none, ∞: none changes anything. */
function floorOf(optimizer: Optimizer, fill: number, changed: Readonly<Record<string, number>> = {}): number {
  const least = weightsAfter(optimizer, fill, tiny, { changed });
  const isLeast = (rate: number): boolean => identical(least, weightsAfter(optimizer, fill, rate, { changed }));
  if (!isLeast(tiny / 4)) return 0;
  let [low, high] = [tiny, 1];
  if (isLeast(high)) return Infinity;
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    if (isLeast(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Whether weights move at a rate of zero though they hardly do at next to nothing: zero is taken for a rate that is missing.
 *
 * @param fill first steps that only fill the state
 */
export function defaultedRate(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const start = startOf(optimizer);
  const atZero = withoutRate(optimizer, fill);
  if (atZero === undefined) return undefined;
  const { none, resting } = atZero;
  const least = weightsAfter(optimizer, fill, tiny);
  const gone = (to: readonly Tensor[], from: readonly Tensor[]): number =>
    to.reduce((sum, tensor, i) => sum + distance(tensor, from[i]), 0);
  const [moved, size] = [gone(none, resting), start.reduce((sum, tensor) => sum + norm(tensor), 0)];
  if (!(moved > tolerance(optimizer, 1e-9, 1e-5) * size) || !(gone(least, resting) < moved / 2 ** 10)) return undefined;
  const sentence =
    'weights move at a learning rate of zero, and do not at 2^−80: zero is taken for a rate that is missing, and a schedule that ends there goes on';
  return { cause: 'rate-floor', sentence };
}

/** Weights after gradients, and after none, at a rate of zero; of an optimizer that refuses it there is nothing to be told. */
function withoutRate(optimizer: Optimizer, fill: number): { readonly none: Tensor[]; readonly resting: Tensor[] } | undefined {
  try {
    return { none: weightsAfter(optimizer, fill, 0), resting: weightsAfter(optimizer, fill, 0, { size: 0 }) };
  } catch {
    return undefined;
  }
}

/**
 * Whether constant rates of any size make the same steps, though a change of the rate acts: the rate is in what a step is divided by as
 * well, and cancels.
 *
 * @param fill first steps that only fill the state
 */
export function cancelledRate(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const start = startOf(optimizer);
  const [run, ...others] = [2 ** -7, 2 ** -6, 2 ** -9].map((rate) => weightsAfter(optimizer, fill, rate));
  const moved = run.map((tensor, i) => distance(tensor, start[i]));
  if (moved.every((length, i) => length <= 1e-9 * norm(start[i]))) return undefined;
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  const alike = others.every((other) => other.every((tensor, i) => distance(tensor, run[i]) <= rounding * moved[i]));
  // A rule that bets has no rate by design: it finds the length of its steps itself, and lengthens them while gradients agree.
  if (!alike || lengthens(optimizer, fill)) return undefined;
  const sentence =
    'the learning rate cancels: at any constant rate steps are the same, because what they are divided by is multiplied by it too';
  return { cause: 'rate-dead', sentence };
}

/** Whether steps under a constant gradient become longer and longer. */
function lengthens(optimizer: Optimizer, fill: number): boolean {
  const gradients = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'lost-rate').seek(1, 0));
  const run = new OptimizerRun(optimizer, startOf(optimizer));
  const lengths = Array.from({ length: fill + 40 }, () => {
    const before = run.parameters.map(({ data, shape }) => ({ data: data.slice(), shape }));
    run.step(gradients, 1, 0);
    return run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, before[i]), 0);
  });
  return lengths[fill + 39] > 2 * lengths[fill + 19];
}

function startOf(optimizer: Optimizer): Tensor[] {
  return normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'lost-rate').seek(0, 0));
}

function weightsAfter(
  optimizer: Optimizer,
  fill: number,
  learningRate: number,
  { size = 1, changed = {} }: { readonly size?: number; readonly changed?: Readonly<Record<string, number>> } = {},
): Tensor[] {
  const source = stream('inference', 'lost-rate');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, startOf(optimizer), changed);
  for (let step = 1; step <= fill + steps; step++)
    run.step(normalTensors(probeShapes, precision, source.seek(1, step), size), learningRate, 0);
  return run.parameters.map(({ data, shape }) => ({ data: data.slice(), shape }));
}
