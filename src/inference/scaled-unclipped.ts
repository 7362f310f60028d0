import { size as sizeOf, zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes, scaled } from './probe-problem.ts';
import { rounded } from './response-kernel.ts';

/** Sizes of gradients: so small, and so large, that any bound is beyond them, and those between. */
const [small, large, between] = [
  [2 ** -30, 2 ** -24],
  [2 ** 24, 2 ** 30],
  Array.from({ length: 25 }, (_, i) => 2 ** (i / 2 - 6)),
];

/** More than what a look-ahead adds to the weight of a gradient. */
const least = 2;

/**
 * Whether gradients that a bound leaves alone move the parameters by a multiple of themselves, and those that it shortens do not: what scales gradients, as
 * of a loss, is taken back in one branch only. Steps then are longer just below the bound than anywhere beyond it.
 *
 * @param fill first steps that only fill the state
 */
export function scaledUnclipped(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if ((optimizer.microBatches ?? 1) > 1) return undefined;
  const weights = small.map((size) => weightOf(optimizer, fill, size));
  const [gain] = weights;
  if (gain === undefined || !(gain >= least) || !weights.every((each) => isNear(each, gain))) return undefined;
  const [bound, further] = large.map((size) => (weightOf(optimizer, fill, size) ?? NaN) * size);
  if (!isNear(further, bound)) return undefined;
  const longest = Math.max(...between.map((size) => (weightOf(optimizer, fill, size) ?? 0) * size));
  if (!(longest > (least * bound) / Math.SQRT2) || !(longest <= gain * bound * (1 + 1e-3)) || isAsked(optimizer, fill, gain))
    return undefined;
  const sentence = `a gradient moves the parameters by ${rounded(gain)} η g where it is not clipped, and otherwise where it is: what scales gradients is taken back in one branch only`;
  return { cause: 'gradient-scaled', sentence };
}

const isNear = (a: number | undefined, b: number): boolean => a !== undefined && Math.abs(a - b) <= 1e-4 * Math.abs(b);

/** By which share of itself a gradient moves the parameters, in units of η; `undefined` where that is not one number. */
function weightOf(optimizer: Optimizer, fill: number, size: number): number | undefined {
  const precision = measuringPrecision(optimizer);
  const start = probeShapes.map((shape) => zeros(shape, precision));
  const g = normalTensors(probeShapes, precision, stream('inference', 'scaled-unclipped').seek(0, 0), size);
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill; step++) run.step(scaled(g, 0), 1, 0);
  run.step(g, 1, 0);
  const moves = run.parameters.flatMap(({ data }, i) =>
    Array.from({ length: sizeOf(probeShapes[i]) }, (_, j) => -data[j] / g[i].data[j]),
  );
  return moves.every((move) => isNear(move, moves[0])) ? moves[0] : undefined;
}

/** Whether an option says by how much. */
function isAsked(optimizer: Optimizer, fill: number, gain: number): boolean {
  const { hyperparameters = {} } = optimizer;
  return Object.entries(hyperparameters).some(([name, value]) => {
    try {
      const changed = { ...optimizer, hyperparameters: { ...hyperparameters, [name]: value === 0 ? 0.5 : value / 2 } };
      return !isNear(weightOf(changed, fill, small[0]), gain);
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}
