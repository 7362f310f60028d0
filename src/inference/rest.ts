import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { isConvexStep } from './convex-step.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, identical, norm, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Where a fresh rule is, and with what. */
export interface Rest {
  readonly start: readonly Tensor[];
  readonly learningRate: number;
  readonly hyperparameters?: Readonly<Record<string, number>>;
}

/**
 * The published design by which parameters that move although gradient and decay are zero do so, if there is one: weights are brought
 * to a norm that is fixed or into a box, or shrink by a function of η that keeps the norm, or by an option.
 *
 * @param rounding largest relative error that is rounding
 * @returns `undefined` where nothing explains it
 */
export function restingDesign(optimizer: Optimizer, rest: Rest, rounding: number): Diagnosis | undefined {
  const { start, learningRate } = rest;
  const moved = afterRest(optimizer, rest);
  // What moves at a later step only is none of these.
  if (identical(moved, start)) return undefined;
  const agree = (a: readonly Tensor[], b: readonly Tensor[]): boolean =>
    a.every((tensor, i) => distance(tensor, b[i]) <= rounding * norm(b[i]));
  // Bernstein et al. 2020, Fromage: a step of ‖w‖η across w would make the norm grow by that factor.
  const keeping = 1 / Math.sqrt(1 + learningRate * learningRate);
  if (agree(moved, scaled(start, keeping)))
    return { cause: 'decay-built-in', sentence: 'weights are divided by √(1 + η²) a step, without any weight decay' };
  const option = shrinkingOption(optimizer, rest, moved, agree);
  if (option !== undefined)
    return { cause: 'decay-built-in', sentence: `weights shrink as ${option} says, without any weight decay` };
  if (isConvexStep(optimizer, rest, rounding))
    return {
      cause: 'decay-built-in',
      sentence: 'weights and steps are mixed in the shares 1 − η and η, without any weight decay',
    };
  // A projection leaves alone what it has made, whatever η is.
  const again = afterRest(optimizer, { ...rest, start: moved });
  const elsewhere = afterRest(optimizer, { ...rest, learningRate: learningRate / 2 });
  if (!agree(again, moved) || !agree(elsewhere, moved)) return undefined;
  // Liu et al. 2021, Nero.
  if (start.every((tensor, i) => isNormalised(tensor, moved[i], rounding)))
    return { cause: 'norm-fixed', sentence: 'weights are brought to a mean or norm that is fixed, at every step' };
  if (isPruned(start, moved))
    return { cause: 'weights-pruned', sentence: 'the smallest weights of a tensor are set to zero at every step' };
  const box = boxOf(start, moved);
  // Arjovsky et al. 2017, WGAN; Lee & Seung 1999, non-negative factors.
  if (box === undefined) return undefined;
  return { cause: 'weights-clamped', sentence: `weights are clamped at every step: none is left ${box}` };
}

/** Whether entries of each tensor are zero that are smaller than all others, and these are what they were (Jin et al. 2016, hard thresholding). */
function isPruned(start: readonly Tensor[], moved: readonly Tensor[]): boolean {
  return start.every(({ data }, i) => {
    const sizes = (isKept: boolean): number[] => Array.from(data, Math.abs).filter((_, j) => (moved[i].data[j] !== 0) === isKept);
    const left = moved[i].data.every((w: number, j: number) => w === 0 || w === data[j]);
    return left && Math.max(...sizes(false), 0) < Math.min(...sizes(true), Infinity);
  });
}

/** Beyond what no entry is left, in words, where entries beyond were brought there and all others were left alone. */
function boxOf(start: readonly Tensor[], moved: readonly Tensor[]): string | undefined {
  const pairs = start.flatMap(({ data }, i) => Array.from(data, (w, j) => [w, moved[i].data[j]] as const));
  const limit = (side: 1 | -1): number | undefined => pairs.find(([w, to]) => side * (w - to) > 0)?.[1];
  const [most, least] = [limit(1), limit(-1)];
  const isClamped = pairs.every(([w, to]) => to === Math.max(least ?? -Infinity, Math.min(most ?? Infinity, w)));
  if (!isClamped) return undefined;
  const said = [most !== undefined && `above ${most}`, least !== undefined && `below ${least}`];
  return said.filter((words) => words !== false).join(' or ');
}

/** The same at starts of its own, of which one is far out. */
export function inferRest(optimizer: Optimizer): Diagnosis | undefined {
  for (const size of [1, 64]) {
    const start = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'rest').seek(0, 0), size);
    const rest = { start, learningRate: 2 ** -4 };
    if (identical(afterRest(optimizer, rest), start)) continue;
    return restingDesign(optimizer, rest, tolerance(optimizer, 1e-12, 1e-5));
  }
  return undefined;
}

/**
 * Name of an option by which whole tensors grow although gradient and decay are zero, the more the larger it is, and which leaves
 * them alone at 0: a decay of its own with the wrong sign.
 */
export function growingOption(optimizer: Optimizer, rest: Rest, rounding: number): string | undefined {
  const { start, hyperparameters = {} } = rest;
  const options = { ...optimizer.hyperparameters, ...hyperparameters };
  const growth = (name: string, value: number): number | undefined => {
    const moved = afterRest(optimizer, { ...rest, hyperparameters: { ...options, [name]: value } });
    const factors = moved.map((tensor, i) => alongOf(tensor, start[i]));
    const whole = moved.every(
      (tensor, i) => distance(tensor, scaled([start[i]], factors[i])[0]) <= rounding * Math.abs(factors[i]) * norm(start[i]),
    );
    return whole ? Math.min(...factors) - 1 : undefined;
  };
  return Object.entries(options).find(([name, value]) => {
    try {
      const [full, half, none] = [value, value / 2, 0].map((each) => growth(name, each));
      return value > 0 && full !== undefined && half !== undefined && none === 0 && full > half && half > 0;
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  })?.[0];
}

/** Where one step without gradient and decay leads: into a box or to a norm, where the rule keeps weights there. */
export function afterRest(optimizer: Optimizer, { start, learningRate, hyperparameters }: Rest): Tensor[] {
  const run = new OptimizerRun(optimizer, start, hyperparameters);
  run.step(scaled(start, 0), learningRate, 0);
  return scaled(run.parameters, 1);
}

/**
 * Name of an option that is a weight decay of its own: it shrinks whole tensors, all or some, half as much where it or the learning
 * rate is half as large, and at 0 leaves them alone.
 */
function shrinkingOption(
  optimizer: Optimizer,
  { start, learningRate, hyperparameters = {} }: Rest,
  moved: readonly Tensor[],
  agree: (a: readonly Tensor[], b: readonly Tensor[]) => boolean,
): string | undefined {
  const options = { ...optimizer.hyperparameters, ...hyperparameters };
  const factors = (after: readonly Tensor[]): number[] => after.map((tensor, i) => alongOf(tensor, start[i]));
  const whole = factors(moved);
  const shrunk = start.map((tensor, i) => scaled([tensor], whole[i])[0]);
  if (!agree(moved, shrunk) || whole.some((factor) => factor > 1)) return undefined;
  // A rate at which a linear decay goes beyond zero is that of a linear decay to the digit.
  const rough = whole.some((factor) => factor < 0) ? 1e-6 : 0.1;
  return Object.entries(options).find(([name, value]) => {
    if (value === 0) return false;
    const withOption = (other: number, rate = learningRate): Tensor[] =>
      afterRest(optimizer, { start, learningRate: rate, hyperparameters: { ...options, [name]: other } });
    const isHalf = (after: readonly Tensor[]): boolean =>
      factors(after).every((factor, i) => Math.abs(2 * (1 - factor) - (1 - whole[i])) <= rough * (1 - whole[i]));
    try {
      return agree(withOption(0), start) && isHalf(withOption(value / 2)) && isHalf(withOption(value, learningRate / 2));
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  })?.[0];
}

/** The factor of `b` that is nearest to `a`. */
function alongOf({ data: a }: Tensor, { data: b }: Tensor): number {
  let [product, square] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    product += a[i] * b[i];
    square += b[i] * b[i];
  }
  return product / square;
}

/** Whether each row or each column of a tensor, or all of it, is what it was but for a factor and a number that is added. */
function isNormalised({ data: w, shape }: Tensor, { data: moved }: Tensor, rounding: number): boolean {
  const rows = shape.length > 1 ? shape[0] : 1;
  const columns = w.length / rows;
  const units = (of: (entry: number) => number, count: number): number[][] =>
    Array.from({ length: count }, (_, unit) => Array.from(w.keys()).filter((entry) => of(entry) === unit));
  const partitions = [
    units(() => 0, 1),
    units((entry) => Math.floor(entry / columns), rows),
    units((entry) => entry % columns, columns),
  ];
  // A single entry is any multiple of itself: that tells nothing, where there are others.
  const telling = partitions.filter(([unit]) => unit.length > 1 || w.length === 1);
  return telling.some((partition) => partition.every((unit) => isAffine(unit, w, moved, rounding)));
}

/** Whether y = a x + b on the entries of a unit, with a ≥ 0. */
function isAffine(unit: readonly number[], x: ArrayLike<number>, y: ArrayLike<number>, rounding: number): boolean {
  const mean = (values: ArrayLike<number>): number => unit.reduce((sum, entry) => sum + values[entry], 0) / unit.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (term: (dx: number, dy: number) => number): number =>
    unit.reduce((total, entry) => total + term(x[entry] - mx, y[entry] - my), 0);
  const [square, along, size] = [sum((dx) => dx * dx), sum((dx, dy) => dx * dy), sum((_, dy) => dy * dy)];
  const factor = square > 0 ? along / square : 0;
  return factor >= 0 && Math.sqrt(sum((dx, dy) => (dy - factor * dx) ** 2)) <= 4 * rounding * Math.sqrt(size + my * my + square);
}
