import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

const [decay, steps] = [0.1, 8];

/** Tensors that are trained together, and how. */
export interface PlacedList {
  /** Default: those of the probe. */
  readonly shapes?: readonly (readonly number[])[];
  /** Which of them; default: all. */
  readonly among?: readonly number[];
  readonly learningRate?: number;
}

/** Whether factors are others but for rounding. */
export function areSameFactors(optimizer: Optimizer, factors: readonly number[], others: readonly number[]): boolean {
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  return factors.every((factor, i) => Math.abs(factor / others[i] - 1) <= rounding);
}

/** Whether some tensor is trained otherwise among the others than alone. */
export function differsAmongOthers(optimizer: Optimizer): boolean {
  const list = { shapes: probeShapes, learningRate: 1 / 64 };
  const all = Array.from(probeShapes.keys());
  const together = trajectory(optimizer, list, all);
  return all.some((i) => distance(trajectory(optimizer, list, [i])[0], together[i]) !== 0);
}

/** The factors by which tensors among others are trained faster than alone; `undefined` where they are no factors of the rate. */
export function placeFactors(
  optimizer: Optimizer,
  { shapes = probeShapes, among = Array.from(shapes.keys()), learningRate = 1 / 64 }: PlacedList = {},
): readonly number[] | undefined {
  const list = { shapes, learningRate };
  const together = trajectoryOf(optimizer, list, among);
  const factors: number[] = [];
  for (const [at, i] of among.entries()) {
    const factor = factorOf(optimizer, list, i, at, together);
    if (factor === undefined) return undefined;
    factors.push(factor);
  }
  return factors;
}

/** The factor of the rate at which a tensor that is alone goes with another optimizer where it goes with this one. */
export function factorAlone(optimizer: Optimizer, other: Optimizer): number | undefined {
  const list = { shapes: probeShapes, learningRate: 1 / 64 };
  return factorOf(other, list, 0, 0, trajectoryOf(optimizer, list, [0]));
}

type Given = Required<Pick<PlacedList, 'shapes' | 'learningRate'>>;

/** Where tensors are after some steps, with decay and without, and after one. */
interface Followed {
  readonly first: readonly Tensor[];
  readonly free: readonly Tensor[];
  readonly decayed: readonly Tensor[];
}

function trajectoryOf(optimizer: Optimizer, list: Given, tensors: readonly number[]): Followed {
  return {
    first: trajectory(optimizer, list, tensors, { weightDecay: 0, count: 1 }),
    free: trajectory(optimizer, list, tensors, { weightDecay: 0 }),
    decayed: trajectory(optimizer, list, tensors),
  };
}

/**
 * The factor of the rate at which a tensor alone goes where the one at a place of a list went, by its first step; `undefined` where all
 * steps say otherwise.
 */
function factorOf(optimizer: Optimizer, list: Given, tensor: number, at: number, wanted: Followed): number | undefined {
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  const { learningRate } = list;
  const start = startOf(optimizer, list)[tensor];
  const [ours, theirs] = [trajectory(optimizer, list, [tensor], { weightDecay: 0, count: 1 })[0], wanted.first[at]];
  const factor = distance(theirs, start) / distance(ours, start);
  if (!(factor > 0) || !Number.isFinite(factor)) return undefined;
  const agrees = (made: readonly Tensor[], of: readonly Tensor[]): boolean =>
    distance(made[0], of[at]) <= rounding * norm(of[at]);
  const scaled = { ...list, learningRate: factor * learningRate };
  if (!agrees(trajectory(optimizer, scaled, [tensor], { weightDecay: 0 }), wanted.free)) return undefined;
  const decays = [decay, decay / factor];
  const isDecayed = decays.some((weightDecay) =>
    agrees(trajectory(optimizer, scaled, [tensor], { weightDecay }), wanted.decayed),
  );
  return isDecayed ? factor : undefined;
}

function startOf(optimizer: Optimizer, { shapes }: Given): readonly Tensor[] {
  return normalTensors(shapes, measuringPrecision(optimizer), stream('inference', 'rates-by-place').seek(0, 0));
}

/** Where some tensors are after some steps. */
function trajectory(
  optimizer: Optimizer,
  list: Given,
  tensors: readonly number[],
  { weightDecay = decay, count = steps } = {},
): readonly Tensor[] {
  const source = stream('inference', 'rates-by-place');
  const precision = measuringPrecision(optimizer);
  const start = startOf(optimizer, list);
  const run = new OptimizerRun(
    optimizer,
    tensors.map((i) => start[i]),
  );
  for (let step = 1; step <= count; step++) {
    const g = normalTensors(list.shapes, precision, source.seek(1, step));
    run.step(
      tensors.map((i) => g[i]),
      list.learningRate,
      weightDecay,
    );
  }
  return run.parameters;
}
