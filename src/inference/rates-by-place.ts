import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

const [rate, decay, steps] = [1 / 64, 0.1, 8];

/** By what the rates of tensors differ from those that they have alone. */
export interface PlacedRates {
  /** In words. */
  readonly by: string;
  /** The option that they go by, where there is one. */
  readonly option?: string;
  /** Of each tensor of the probe, by what its rate is multiplied among the others. */
  readonly factors: readonly number[];
}

/**
 * By what the rates of tensors differ that are another one from place to place in the list: layer-wise rates (Clark et al. 2020, ELECTRA;
 * Howard & Ruder 2018), or a power of the depth (Bordelon et al. 2023). Each tensor alone, at the learning rate times a factor of its place,
 * makes the steps that it makes among others, with a decay that has the factor or not. An option has to set the factors, or they are those of
 * a root of the place, or of the distance from the last tensor: a factor that is none of them leaks from tensor to tensor by mistake, and so does
 * an option that does something else where there is one tensor only: momentum, or another coefficient. A factor that all tensors have goes by
 * how many of them there are, which is a design if it is a root of their number (Yang et al. 2023, Depth-muP), or the number of matrices or a
 * root of it; over the number of all tensors steps are divided by mistake.
 */
export function ratesByPlace(optimizer: Optimizer): PlacedRates | undefined {
  const together = trajectory(optimizer, places);
  if (places.every((i) => distance(trajectory(optimizer, [i])[0], together[i]) === 0)) return undefined;
  const factors = placeFactors(optimizer);
  if (factors === undefined) return undefined;
  if (areAlike(optimizer, factors)) {
    const by = depthOf(optimizer, factors[0]);
    return by === undefined ? undefined : { by, factors };
  }
  const option = Object.keys(optimizer.hyperparameters ?? {}).find((name) => setsFactors(optimizer, name, factors));
  if (option !== undefined) return { by: `its place in the list, by ${option}`, option, factors };
  if (isRootOfPlace(optimizer, factors)) return { by: 'the root of its place in the list', factors };
  return isFromTheEnd(optimizer, factors) ? { by: 'its distance from the end of the list', factors } : undefined;
}

const places = Array.from(probeShapes.keys());

/** Whether numbers are the same to rounding. */
function areAlike(optimizer: Optimizer, factors: readonly number[], others = factors.map(() => factors[0])): boolean {
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  return factors.every((factor, i) => Math.abs(factor / others[i] - 1) <= rounding);
}

/** What is counted of a list, and the powers of it that somebody multiplies rates by. */
const depths: readonly {
  readonly by: string;
  readonly count: (shapes: readonly (readonly number[])[]) => number;
  readonly powers: readonly ((count: number) => number)[];
}[] = [
  { by: 'the root of the number of tensors', count: ({ length }) => length, powers: [Math.sqrt, (n) => 1 / Math.sqrt(n)] },
  {
    by: 'the number of matrices',
    count: (shapes) => Math.max(1, shapes.filter((shape) => shape.length > 1).length),
    powers: [Math.sqrt, (n) => 1 / Math.sqrt(n), (n) => n, (n) => 1 / n],
  },
];

/** By what a factor of all tensors goes, in this list and in a shorter one. */
function depthOf(optimizer: Optimizer, factor: number): string | undefined {
  return depths.find(({ count, powers }) =>
    powers.some((power) => {
      const factorAmong = (among: readonly number[]): number => power(count(among.map((i) => probeShapes[i])));
      if (!areAlike(optimizer, [factor], [factorAmong(places)])) return false;
      const fewer = places.slice(0, -1);
      const found = placeFactors(optimizer, fewer);
      return (
        found !== undefined &&
        areAlike(
          optimizer,
          found,
          fewer.map(() => factorAmong(fewer)),
        )
      );
    }),
  )?.by;
}

/**
 * Whether the last tensor has the rate that it has alone, the first one another, and a list without the first one the same factors: what
 * leaks in a loop leaves the first tensor alone.
 */
function isFromTheEnd(optimizer: Optimizer, factors: readonly number[]): boolean {
  const others = factors.slice(1);
  if (!areAlike(optimizer, factors.slice(-1), [1]) || areAlike(optimizer, factors.slice(0, 1), [1])) return false;
  const found = placeFactors(optimizer, places.slice(1));
  return found !== undefined && areAlike(optimizer, found, others);
}

/** Whether another value of an option gives other factors, and does nothing to a tensor that is alone but to scale its rate. */
function setsFactors(optimizer: Optimizer, name: string, factors: readonly number[]): boolean {
  const { hyperparameters = {} } = optimizer;
  const value = hyperparameters[name];
  if (!(value > 0)) return false;
  const other = { ...optimizer, hyperparameters: { ...hyperparameters, [name]: value < 1 ? value / 2 : 2 * value } };
  try {
    const alone = factorOf(other, [0], 0, trajectoryOf(optimizer, [0]));
    const changed = alone === undefined ? undefined : placeFactors(other);
    const rounding = tolerance(optimizer, 1e-10, 1e-4);
    return changed?.some((factor, i) => Math.abs(factor / factors[i] - 1) > 4 * rounding) === true;
  } catch {
    // A value that it refuses tells nothing.
    return false;
  }
}

/** Whether factors are roots of the place, from the front or from the back, or inverse ones. */
function isRootOfPlace(optimizer: Optimizer, factors: readonly number[]): boolean {
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  return [(i: number) => i + 1, (i: number) => places.length - i].some((depth) =>
    [Math.sqrt, (x: number) => 1 / Math.sqrt(x)].some((of) =>
      factors.every((factor, i) => Math.abs(factor / of(depth(i)) - 1) <= rounding),
    ),
  );
}

/** The factors by which tensors among others are trained faster than alone; `undefined` where they are no factors of the rate. */
function placeFactors(optimizer: Optimizer, among: readonly number[] = places): readonly number[] | undefined {
  const together = trajectoryOf(optimizer, among);
  const factors: number[] = [];
  for (const [at, i] of among.entries()) {
    const factor = factorOf(optimizer, [i], at, together);
    if (factor === undefined) return undefined;
    factors.push(factor);
  }
  return factors;
}

/** Where tensors are after some steps, with decay and without, and after one. */
interface Followed {
  readonly first: readonly Tensor[];
  readonly free: readonly Tensor[];
  readonly decayed: readonly Tensor[];
}

function trajectoryOf(optimizer: Optimizer, tensors: readonly number[]): Followed {
  return {
    first: trajectory(optimizer, tensors, { weightDecay: 0, count: 1 }),
    free: trajectory(optimizer, tensors, { weightDecay: 0 }),
    decayed: trajectory(optimizer, tensors),
  };
}

/**
 * The factor of the rate at which a tensor alone goes where the one at a place of a list went, by its first step; `undefined` where all
 * steps say otherwise.
 */
function factorOf(optimizer: Optimizer, alone: readonly [number], at: number, wanted: Followed): number | undefined {
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  const start = startOf(optimizer)[alone[0]];
  const [ours, theirs] = [trajectory(optimizer, alone, { weightDecay: 0, count: 1 })[0], wanted.first[at]];
  const factor = distance(theirs, start) / distance(ours, start);
  if (!(factor > 0) || !Number.isFinite(factor)) return undefined;
  const agrees = (made: readonly Tensor[], of: readonly Tensor[]): boolean =>
    distance(made[0], of[at]) <= rounding * norm(of[at]);
  const free = trajectory(optimizer, alone, { learningRate: factor * rate, weightDecay: 0 });
  if (!agrees(free, wanted.free)) return undefined;
  const decays = [decay, decay / factor];
  return decays.some((weightDecay) =>
    agrees(trajectory(optimizer, alone, { learningRate: factor * rate, weightDecay }), wanted.decayed),
  )
    ? factor
    : undefined;
}

function startOf(optimizer: Optimizer): readonly Tensor[] {
  return normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'rates-by-place').seek(0, 0));
}

/** Where some tensors are after some steps. */
function trajectory(
  optimizer: Optimizer,
  tensors: readonly number[],
  { learningRate = rate, weightDecay = decay, count = steps } = {},
): readonly Tensor[] {
  const source = stream('inference', 'rates-by-place');
  const precision = measuringPrecision(optimizer);
  const start = startOf(optimizer);
  const run = new OptimizerRun(
    optimizer,
    tensors.map((i) => start[i]),
  );
  for (let step = 1; step <= count; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(1, step));
    run.step(
      tensors.map((i) => g[i]),
      learningRate,
      weightDecay,
    );
  }
  return run.parameters;
}
