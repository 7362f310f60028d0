import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes, scaled, SphereGradient } from './probe-problem.ts';

/** What is tried of an option that is off. */
const [value, rate] = [0.5, 2 ** -4];

/** Sizes of weights: what leads to a norm or to the ends of a grid makes large ones smaller, though such a grid have more than the numbers of a byte. */
const sizes = (optimizer: Optimizer): readonly number[] => [2 ** -5, 1, tolerance(optimizer, 2 ** 20, 2 ** 9)];

/**
 * Finds an option that is off by default and by which the weights of a tensor grow where it is set, whatever their size is: a penalty with the wrong sign.
 * They grow by a share of themselves (of ‖w‖²) or by a number (of |w|), again at the next step, and less where the option is less; without any gradient or
 * decay, or by what a gradient and its opposite have in common. An option by which steps grow with the weights, so that directions stay what they are,
 * leads along an orbit (Li & Arora 2020).
 */
export function growingWhenSet(optimizer: Optimizer): Diagnosis | undefined {
  const off = Object.entries(optimizer.hyperparameters ?? {}).filter(([, given]) => given === 0);
  for (const [name] of off) {
    const given = [0, value / 2, value].map((each) => ({ [name]: each }));
    const atRest = (tensor: number): boolean => grows(optimizer, given, tensor, growthsAtRest);
    const beside = (tensor: number): boolean =>
      grows(optimizer, given, tensor, growthsBeside) && isInRate(optimizer, given[2], tensor);
    const how = tensors.some(atRest)
      ? 'without any gradient'
      : tensors.some(beside)
        ? 'whatever the sign of the gradient is'
        : undefined;
    if (how === undefined || leadsAlongOrbit(optimizer, given[2])) continue;
    const sentence = `weights grow as ${name} says where it is set, ${how}: a decay with the wrong sign`;
    return { cause: 'decay-grows', sentence };
  }
  return undefined;
}

/**
 * Finds weights that grow by a share of themselves, or by a number, by what a gradient and its opposite have in common, and not without one: a penalty
 * that gradients weigh, with the wrong sign.
 */
export function growingBesideGradients(optimizer: Optimizer): Diagnosis | undefined {
  const isGrowing = (tensor: number): boolean =>
    sizes(optimizer).every((size) => {
      const least = size * tolerance(optimizer, 2 ** -40, 2 ** -16);
      const growths = growthsBeside(optimizer, {}, size, tensor);
      return growths.every((growth) => growth > least) && isOneNumber(growths);
    }) && isInRate(optimizer, {}, tensor);
  if (!tensors.some(isGrowing)) return undefined;
  const sentence =
    'weights grow by what a gradient and its opposite have in common, whatever their size is: a decay that gradients weigh, with the wrong sign';
  return { cause: 'decay-grows', sentence };
}

type Options = Readonly<Record<string, number>>;

/** By how much the weights of a tensor grow: the least and the largest share of one times the size of all, and the least and the largest number. */
type Growths = (optimizer: Optimizer, options: Options, size: number, tensor: number, rate?: number) => number[];

const tensors = [...probeShapes.keys()];

/** Whether the weights of a tensor grow, of whatever size they are, by the second and third of some options and not by the first. */
function grows(optimizer: Optimizer, options: readonly Options[], tensor: number, growths: Growths): boolean {
  try {
    return sizes(optimizer).every((size) => {
      const least = size * tolerance(optimizer, 2 ** -40, 2 ** -16);
      const [none, half, full] = options.map((given) => growths(optimizer, given, size, tensor));
      return (
        none.every((growth) => Math.abs(growth) <= least) &&
        half.every((growth, i) => growth > least && full[i] > growth + least) &&
        isOneNumber(full)
      );
    });
  } catch {
    // A value that it refuses tells nothing.
    return false;
  }
}

/** Whether growths are those of one share, or of one number. */
const isOneNumber = (growths: readonly number[]): boolean => alike(growths.slice(0, 2)) || alike(growths.slice(2));

const alike = (extremes: readonly number[]): boolean => Math.abs(extremes[1] - extremes[0]) <= 1e-3 * Math.abs(extremes[1]);

/** Whether growth beside gradients falls no faster than the rate: what is left of steps that multiply weights is of its second order. */
function isInRate(optimizer: Optimizer, options: Options, tensor: number): boolean {
  const [whole, half] = [rate, rate / 2].map((each) => growthsBeside(optimizer, options, 1, tensor, each)[0]);
  return half > 0.45 * whole;
}

/** Growth in two steps without a gradient; the least of both steps is that of the one in which it is less. */
function growthsAtRest(optimizer: Optimizer, options: Options, size: number, tensor: number): number[] {
  const start = drawn(optimizer, size);
  const run = new OptimizerRun(optimizer, start, options);
  const growths = [1, 2].map(() => {
    const before = scaled(run.parameters, 1);
    run.step(scaled(start, 0), rate, 0);
    return growthsOf([run.parameters[tensor]], before[tensor], size);
  });
  return extremesOf(growths.flat());
}

/** Growth at the first step in the mean over signs of the gradient and their opposites, beside that without one. */
function growthsBeside(optimizer: Optimizer, options: Options, size: number, tensor: number, at = rate): number[] {
  const start = drawn(optimizer, size);
  const signs = drawn(optimizer, 1, 1).map(({ data, shape }) => ({ data: data.map(Math.sign) as typeof data, shape }));
  const [up, down, still] = [1, -1, 0].map((sign) => {
    const run = new OptimizerRun(optimizer, start, options);
    run.step(scaled(signs, sign), at, 0);
    return run.parameters[tensor];
  });
  return extremesOf(growthsOf([up, down], still, size));
}

const drawn = (optimizer: Optimizer, size: number, part = 0): Tensor[] =>
  normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'growing-when-set').seek(part, 0), size);

/** Share, times the size of all, and number by which each weight has grown in the mean of some ends. */
function growthsOf(ends: readonly Tensor[], { data }: Tensor, size: number): [number, number][] {
  return Array.from(data, (from, j) => {
    const growth = ends.reduce((sum, end) => sum + (end.data[j] - from), 0) / ends.length;
    return [(size * growth) / from, growth * Math.sign(from)];
  });
}

function extremesOf(growths: readonly (readonly [number, number])[]): number[] {
  return [0, 1].flatMap((part) => [Math.min, Math.max].map((extreme) => extreme(...growths.map((each) => each[part]))));
}

/**
 * Whether weights of a scale-invariant loss grow as an option says and keep the directions that they have without it, though they would not if they were
 * larger and their steps were not.
 */
function leadsAlongOrbit(optimizer: Optimizer, options: Options): boolean {
  const directions = (given: Options, size: number): Tensor[] => {
    const start = drawn(optimizer, size);
    const run = new OptimizerRun(optimizer, start, given);
    const gradient = new SphereGradient(probeShapes, 'growing-when-set');
    for (let step = 1; step <= 4; step++) run.step(gradient.at(run.parameters, step), rate, 0);
    return run.parameters.map((tensor) => scaled([tensor], 1 / norm(tensor))[0]);
  };
  const usual = directions({}, 1);
  const isUsual = (other: readonly Tensor[]): boolean =>
    usual.every((tensor, i) => distance(tensor, other[i]) <= tolerance(optimizer, 1e-9, 1e-4));
  return isUsual(directions(options, 1)) && !isUsual(directions({}, 2));
}
