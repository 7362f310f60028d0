import { dot } from '../arithmetic/dot.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { changesInOthers, type Change, type Other, type Rates } from './changes-in-others.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, norm, normalTensors, plus, scaled } from './probe-problem.ts';

const shapes: readonly (readonly number[])[] = [[4, 3], [5], [3, 2]];

/**
 * Sizes of gradients, so that a threshold on a norm is passed by some; and gradients that persist, by which a distance that is
 * estimated from the way gone grows.
 */
const circumstances: readonly { readonly size: number; readonly persists: boolean }[] = [
  { size: 1, persists: false },
  { size: 2 ** 8, persists: false },
  { size: 2 ** -8, persists: false },
  { size: 1, persists: true },
];

/** Steps under a gradient that persists, before it is looked. */
const persistence = 100;

/** A factor may be there beside a decay only. */
const weightDecay = 0.1;

/** Steps that are looked at: a factor that is estimated from all tensors may act from some step on only. */
const looks = 6;

/** Steps until a sum over all tensors acts, at most: it may be taken at the end of a step, and of what the step before has left. */
const horizon = 3;

/**
 * Whether all that tensors know of each other is one number, such as the norm of all gradients: to first order, whatever changes
 * in the gradient of one of them changes the step of each other one along one direction, and of all by the same factor. Where the
 * number is a sum that is taken at the end of a step, that shows in a step after it.
 *
 * @param fill first steps that only fill the state
 * @param sizes of gradients, in place of the usual circumstances
 */
export function haveCommonFactor(optimizer: Optimizer, fill = 0, sizes?: readonly number[]): boolean {
  let seen = false;
  for (const { size, persists } of sizes?.map((each) => ({ size: each, persists: false })) ?? circumstances) {
    const run = prepare(optimizer, size, persists ? fill + persistence : fill + 1, persists);
    const at = (step: number): Tensor[] => gradients(optimizer, persists ? 0 : step, size);
    const first = fill + 2;
    const coming = Array.from({ length: looks + horizon }, (_, i) => at(first + i));
    if (!repeats(run, coming, rates)) return false;
    // Where nothing in any gradient of a tensor reaches the others, there is nothing to look at closely.
    const [reaches] = changesInOthers(run, coming, rates, [
      (g, step) => nudged(g, gradients(optimizer, 100 + first + step, size)),
    ]);
    if (reaches === undefined) continue;
    for (let look = 0; look < looks; look++) {
      const steps = coming.slice(look, look + horizon);
      const others = [1, 2, 3].map((series): Other => {
        const along = gradients(optimizer, 100 * series + first + look, size);
        return (g, step) => (step > 0 ? g : nudged(g, along));
      });
      const changes = changesInOthers(run, steps, rates, others);
      const answer = areOneNumber(changes, run);
      run.step(coming[look], rates.learningRate, rates.weightDecay);
      if (answer === false) return false;
      seen ||= answer === true;
    }
  }
  return seen;
}

/** A run in which tensors were seen to know of each other. */
export interface Scene {
  readonly start: readonly Tensor[];
  readonly steps: readonly (readonly Tensor[])[];
  readonly rates: Rates;
}

/**
 * Whether all that tensors know of each other is one number in a certain run. An estimate that can only grow acts where it is passed,
 * and nowhere else: where small changes of a gradient show nothing, another gradient, or one of another size, is put in its place.
 *
 * @param scene of tensors with three entries or more, so that directions tell something
 * @returns `undefined` where nothing in the gradients of one reaches another
 */
export function shareOneNumber(optimizer: Optimizer, { start, steps, rates: given }: Scene): boolean | undefined {
  const run = new OptimizerRun(optimizer, start);
  // A tensor that is alone shares nothing, whatever else it depends on.
  if (start.length < 2 || !repeats(run, steps, given)) return false;
  const precision = start[0].data instanceof Float64Array ? 'float64' : 'float32';
  const draw = (series: number, step: number): Tensor[] =>
    normalTensors([start[0].shape], precision, stream('inference', 'company').seek(2 + series, step));
  // A gradient of zero may be none at all, which is another matter.
  const unlessNone = (g: Tensor, other: Tensor): Tensor => (norm(g) === 0 ? g : other);
  const ask = (others: readonly Other[], at: Rates): boolean | undefined => {
    const made = others.map(
      (other): Other =>
        (g, step) =>
          unlessNone(g, other(g, step)),
    );
    return areOneNumber(changesInOthers(run, steps, at, made), run);
  };
  const small = [1, 2, 3].map(
    (series): Other =>
      (g, step) =>
        nudged(g, draw(series, step)),
  );
  const drawn = [1, 2, 3].flatMap((series) =>
    [1, 2 ** -6, 2 ** 6].map(
      (size): Other =>
        (_, step) =>
          scaled(draw(series, step), size)[0],
    ),
  );
  // A loss, or a bound on it, sees gradients along the weights most, in the place of others or beside them.
  const along = [-1, 1, -(2 ** 6), 2 ** 6].map(
    (factor): Other =>
      () =>
        scaled(start, factor)[0],
  );
  const beside = [-1, 1].map(
    (factor): Other =>
      (g) =>
        plus([g], factor, start)[0],
  );
  const resized = [-1, 2 ** -6, 2 ** 6].map(
    (factor): Other =>
      (g) =>
        scaled([g], factor)[0],
  );
  const large = [...drawn, ...along, ...beside, ...resized];
  // What bounds a step shows where steps are long.
  const longer = { ...given, learningRate: 2 ** 4 * given.learningRate };
  return ask(small, given) ?? ask(large, given) ?? ask(large, longer);
}

const rates: Rates = { learningRate: 0.05, weightDecay };

/** Whether two runs of the same steps are one: what is kept outside of the state would show in all that is compared. */
function repeats(run: OptimizerRun, steps: readonly (readonly Tensor[])[], given: Rates): boolean {
  return changesInOthers(run, steps, given, [(g) => g])[0] === undefined;
}

/** Whether changes that begin at the same step lie along one direction; `undefined` where there are none. */
function areOneNumber(changes: readonly (Change | undefined)[], { parameters }: OptimizerRun): boolean | undefined {
  const visible = changes.filter((change) => change !== undefined && Number.isFinite(lengthOf(change.moves)));
  if (visible.length === 0) return undefined;
  const weights = Math.sqrt(parameters.slice(1).reduce((sum, tensor) => sum + norm(tensor) ** 2, 0));
  const agreement = of(parameters, 1e-2, 0.1);
  // A weight is rounded once in each of two steps.
  const rounding = 8 * of(parameters, 2 ** -52, 2 ** -23) * weights;
  // Steps of different times have different directions.
  return [...new Set(visible.map((change) => change!.delay))].every((delay) => {
    const moved = visible.flatMap((change) => (change?.delay === delay ? [change.moves] : []));
    const largest = moved.reduce((most, change) => (lengthOf(change) > lengthOf(most) ? change : most), moved[0]);
    return moved.every((change) => areParallel(change, largest, agreement + rounding / lengthOf(change)));
  });
}

function gradients(optimizer: Optimizer, step: number, size: number): Tensor[] {
  return normalTensors(shapes, measuringPrecision(optimizer), stream('inference', 'company').seek(1, step), size);
}

/** A run some steps on. */
function prepare(optimizer: Optimizer, size: number, steps: number, persists: boolean): OptimizerRun {
  const start = normalTensors(shapes, measuringPrecision(optimizer), stream('inference', 'company').seek(0, 0));
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= steps; step++) run.step(gradients(optimizer, persists ? 0 : step, size), 0.05, weightDecay);
  return run;
}

/** A gradient that is changed a little along another one. */
function nudged(gradient: Tensor, along: readonly Tensor[]): Tensor {
  return plus([gradient], of([gradient], 1e-4, 1e-1), along)[0];
}

/** What belongs to the number format of tensors. */
function of([{ data }]: readonly Tensor[], float64: number, float32: number): number {
  return data instanceof Float32Array ? float32 : float64;
}

function areParallel(a: readonly number[], b: readonly number[], agreement: number): boolean {
  const cosine = dot(a, b) / (lengthOf(a) * lengthOf(b));
  return 1 - Math.abs(cosine) <= agreement * agreement;
}

function lengthOf(x: readonly number[]): number {
  return Math.sqrt(dot(x, x));
}

/** Whether a tensor makes the same steps among others and alone, to the bit. */
export function isAlikeAlone(optimizer: Optimizer): boolean {
  const start = normalTensors(shapes, measuringPrecision(optimizer), stream('inference', 'company').seek(0, 0));
  const [among, alone] = [start, start.slice(0, 1)].map((tensors) => {
    const run = new OptimizerRun(optimizer, tensors);
    for (let step = 1; step <= looks; step++) run.step(gradients(optimizer, step, 1).slice(0, tensors.length), 0.05, 0);
    return run.parameters.slice(0, 1);
  });
  return identical(among, alone);
}

/** Whether the gradient of a tensor moves another one entry by entry, as it does where both write into one buffer. */
export function shareBuffer(optimizer: Optimizer, fill = 0): boolean {
  const run = prepare(optimizer, 1, fill + 1, false);
  const step = fill + 2;
  const changed = Array.from({ length: 3 }, (_, entry) => {
    const [before, after] = [run.fork(), run.fork()];
    const g = gradients(optimizer, step, 1);
    const other = gradients(optimizer, step, 1);
    other[0].data[entry] += 1;
    for (let more = 0; more < 2; more++) {
      before.step(more === 0 ? g : scaled(g, 0), 0.05, weightDecay);
      after.step(more === 0 ? other : scaled(g, 0), 0.05, weightDecay);
    }
    const { data } = after.parameters[1];
    return Array.from(data, (w, j) => (w === before.parameters[1].data[j] ? -1 : j)).filter((j) => j >= 0);
  });
  return changed.every((entries, entry) => entries.length === 1 && entries[0] === entry);
}
