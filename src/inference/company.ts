import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { identical, normalTensors, plus, scaled } from './probe-problem.ts';

const shapes: readonly (readonly number[])[] = [[4, 3], [5], [3, 2]];

/** Sizes of gradients, so that a threshold on a norm is passed by some. */
const sizes: readonly number[] = [1, 2 ** 8, 2 ** -8];

/**
 * Whether all that tensors know of each other is one number, such as the norm of all gradients: to first order, whatever changes
 * in the gradient of one of them changes the step of each other one along one direction, and of all by the same factor.
 *
 * @param fill first steps that only fill the state
 */
export function haveCommonFactor(optimizer: Optimizer, fill = 0): boolean {
  let seen = false;
  for (const size of sizes) {
    const run = prepare(optimizer, size, fill);
    for (let step = fill + 4; step < fill + 7; step++) {
      const g = gradients(optimizer, step, size);
      const changes = [1, 2, 3].map((series) => changesOf(run, g, gradients(optimizer, 100 * series + step, size), optimizer));
      run.step(g, 0.05, 0);
      const moved = changes.filter((change) => change !== undefined);
      if (moved.length === 0) continue;
      seen = true;
      if (!moved.every((change) => areParallel(change, moved[0], tolerance(optimizer, 1e-2, 0.1)))) return false;
    }
  }
  return seen;
}

function gradients(optimizer: Optimizer, step: number, size: number): Tensor[] {
  return normalTensors(shapes, measuringPrecision(optimizer), stream('inference', 'company').seek(1, step), size);
}

/** A run a few steps on. */
function prepare(optimizer: Optimizer, size: number, fill: number): OptimizerRun {
  const start = normalTensors(shapes, measuringPrecision(optimizer), stream('inference', 'company').seek(0, 0));
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step < fill + 4; step++) run.step(gradients(optimizer, step, size), 0.05, 0);
  return run;
}

/** What a small change of the first tensor's gradient changes in the step of the others; `undefined`: nothing. */
function changesOf(
  run: OptimizerRun,
  g: readonly Tensor[],
  other: readonly Tensor[],
  optimizer: Optimizer,
): number[] | undefined {
  const [before, after] = [run.fork(), run.fork()];
  const [first] = plus(g, tolerance(optimizer, 1e-4, 1e-1), other);
  before.step(g, 0.05, 0);
  after.step([first, ...g.slice(1)], 0.05, 0);
  const [rest, changed] = [before, after].map(({ parameters }) => parameters.slice(1));
  if (identical(rest, changed)) return undefined;
  return plus(changed, -1, scaled(rest, 1)).flatMap(({ data }) => Array.from(data));
}

function areParallel(a: readonly number[], b: readonly number[], agreement: number): boolean {
  const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i], 0);
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return 1 - Math.abs(cosine) <= agreement * agreement;
}

/** Whether the gradient of a tensor moves another one entry by entry, as it does where both write into one buffer. */
export function shareBuffer(optimizer: Optimizer, fill = 0): boolean {
  const run = prepare(optimizer, 1, fill);
  const step = fill + 4;
  const changed = Array.from({ length: 3 }, (_, entry) => {
    const [before, after] = [run.fork(), run.fork()];
    const g = gradients(optimizer, step, 1);
    const other = gradients(optimizer, step, 1);
    other[0].data[entry] += 1;
    for (let more = 0; more < 2; more++) {
      before.step(more === 0 ? g : scaled(g, 0), 0.05, 0);
      after.step(more === 0 ? other : scaled(g, 0), 0.05, 0);
    }
    const { data } = after.parameters[1];
    return Array.from(data, (w, j) => (w === before.parameters[1].data[j] ? -1 : j)).filter((j) => j >= 0);
  });
  return changed.every((entries, entry) => entries.length === 1 && entries[0] === entry);
}
