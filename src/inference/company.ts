import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
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

/**
 * Whether all that tensors know of each other is one number, such as the norm of all gradients: to first order, whatever changes
 * in the gradient of one of them changes the step of each other one along one direction, and of all by the same factor. Where the
 * number is a sum that is taken at the end of a step, that shows in the step after it.
 *
 * @param fill first steps that only fill the state
 * @param sizes of gradients, in place of the usual circumstances
 */
export function haveCommonFactor(optimizer: Optimizer, fill = 0, sizes?: readonly number[]): boolean {
  let seen = false;
  for (const { size, persists } of sizes?.map((each) => ({ size: each, persists: false })) ?? circumstances) {
    const run = prepare(optimizer, size, persists ? fill + persistence : fill + 1, persists);
    for (let step = fill + 2; step < fill + 2 + looks; step++) {
      const [g, next] = [step, step + 1].map((at) => gradients(optimizer, persists ? 0 : at, size));
      const changes = [1, 2, 3].map((series) =>
        changesOf(run, [g, next], gradients(optimizer, 100 * series + step, size), optimizer),
      );
      const weights = Math.sqrt(run.parameters.slice(1).reduce((sum, tensor) => sum + norm(tensor) ** 2, 0));
      run.step(g, 0.05, weightDecay);
      const visible = changes.filter((change) => change !== undefined && Number.isFinite(lengthOf(change.moves)));
      if (visible.length === 0) continue;
      seen = true;
      const agreement = tolerance(optimizer, 1e-2, 0.1);
      // A weight is rounded once in each of two steps.
      const rounding = 8 * tolerance(optimizer, 2 ** -52, 2 ** -23) * weights;
      // Steps of different times have different directions.
      for (const delay of [0, 1]) {
        const moved = visible.flatMap((change) => (change?.delay === delay ? [change.moves] : []));
        const largest = moved.reduce((most, change) => (lengthOf(change) > lengthOf(most) ? change : most), moved[0]);
        if (!moved.every((change) => areParallel(change, largest, agreement + rounding / lengthOf(change)))) return false;
      }
    }
  }
  return seen;
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

/**
 * What a small change of the first tensor's gradient changes in the next step of the others, or where it changes nothing there in
 * the one after it; `undefined`: nothing.
 */
function changesOf(
  run: OptimizerRun,
  steps: readonly (readonly Tensor[])[],
  other: readonly Tensor[],
  optimizer: Optimizer,
): { readonly delay: number; readonly moves: number[] } | undefined {
  const [before, after] = [run.fork(), run.fork()];
  for (const [at, g] of steps.entries()) {
    const [first] = at === 0 ? plus(g, tolerance(optimizer, 1e-4, 1e-1), other) : g;
    before.step(g, 0.05, weightDecay);
    after.step([first, ...g.slice(1)], 0.05, weightDecay);
    const [rest, changed] = [before, after].map(({ parameters }) => parameters.slice(1));
    if (!identical(rest, changed)) return { delay: at, moves: plus(changed, -1, rest).flatMap(({ data }) => Array.from(data)) };
  }
  return undefined;
}

function areParallel(a: readonly number[], b: readonly number[], agreement: number): boolean {
  const cosine = dot(a, b) / (lengthOf(a) * lengthOf(b));
  return 1 - Math.abs(cosine) <= agreement * agreement;
}

function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, i) => sum + value * y[i], 0);
}

function lengthOf(x: readonly number[]): number {
  return Math.sqrt(dot(x, x));
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
