import { log } from '../arithmetic/elementary.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { along } from '../dynamics/side-by-side.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { normalTensors } from './probe-problem.ts';

/** Enough entries for the share of those whose sign is another one to be seen to a per cent. */
const SHAPES = [[12, 12], [48]];
/** Steps with other gradients, and steps after them that are compared. */
const [EARLY, LAGS] = [5, 160];
/** Sizes and signs of the early gradients: near enough to the others' for their effect to fade as moments do. */
const PASTS = [-1, 1.25];
/** A tenth of the effect: where little is left, the entries that are left are few. */
const LITTLE = 0.1;

/**
 * For how many steps a rule remembers gradients, by what they still change: the time in which this falls to 1/e, of the signs or of
 * the sizes of earlier gradients, whichever takes longer.
 *
 *     1/(1 − β) of a moving average with coefficient β, whatever the option is called and whether it is β or 1 − β
 *
 * @param hyperparameters what it is run with
 * @returns steps, at least 0; `Infinity` where nothing is forgotten in 160 steps
 */
export function memoryLength(optimizer: Optimizer, hyperparameters: Readonly<Record<string, number>>): number {
  const source = stream('memory length', 'gradients');
  const precision = optimizer.precision ?? 'float64';
  const draw = (step: number, size = 1): Tensor[] => normalTensors(SHAPES, precision, source.seek(0, step), size);
  const [usual, ...others] = [1, ...PASTS].map((past) => {
    const gradients = (step: number): Tensor[] => draw(step, step <= EARLY ? past : 1);
    const known = Array.from({ length: EARLY + LAGS }, (_, i) => ({
      gradients: gradients(i + 1),
      learningRate: 0.125,
      weightDecay: 0,
    }));
    return movesAfter(EARLY, Array.from(along(new OptimizerRun(optimizer, draw(0), hyperparameters), known)));
  });
  return Math.max(...others.map((moves) => fallingTime(moves.map((move, i) => gapOf(usual[i], move)))));
}

/** The moves of all entries at each step after the first few. */
function movesAfter(early: number, places: readonly (readonly Tensor[])[]): number[][] {
  return places
    .slice(early)
    .map((place, k) => place.flatMap(({ data }, i) => Array.from(data, (w, j) => w - places[early + k - 1][i].data[j])));
}

/** How far apart two moves are, relative to one of them. */
function gapOf(one: readonly number[], other: readonly number[]): number {
  const moved = one.reduce((sum, move) => sum + Math.abs(move), 0);
  return moved === 0 ? 0 : one.reduce((sum, move, j) => sum + Math.abs(move - other[j]), 0) / moved;
}

/** Least gap that is a memory at all: beyond rounding, and beyond what a sum of squares keeps of a few hundred entries. */
const SHOWN = 1e-3;

/** Steps in which gaps fall to 1/e, from the last one that is more than a little of the largest. */
function fallingTime(gaps: readonly number[]): number {
  const largest = Math.max(...gaps.slice(0, 8));
  if (largest < SHOWN) return 0;
  const last = gaps.findLastIndex((gap) => gap >= LITTLE * largest);
  if (last === gaps.length - 1) {
    // Not yet forgotten: by how much it fell over the whole.
    const fall = log(largest / mean(gaps.slice(-16)));
    return fall > 0.05 ? gaps.length / fall : Infinity;
  }
  return (last + 1) / log(1 / LITTLE);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
