import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { moving, positions } from './positions.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';
import { mistakenTurnSteps } from './turn-steps.ts';

/** Long enough for three tensors to have had their turn where each has it for tens of steps. */
const horizon = 96;

/** More tensors, so that all but one are another number than one of them, and both ends may move at every step. */
const many: readonly (readonly number[])[] = [...probeShapes, [2, 2], [4]];

/**
 * Whether tensors are trained in turns: at each step some of them move and others rest whole, though they have gradients, whatever these are,
 * until their time comes; and a tensor alone moves at every step. So blocks are trained one after the other (Luo et al. 2024, BAdam), or layers are
 * unfrozen one by one (Howard & Ruder 2018). One that never moves is left out, and micro-batches are another reason to rest.
 *
 * @param fill first steps that only fill the state
 */
export function areTrainedInTurns(optimizer: Optimizer, fill: number): boolean {
  return listInTurns(optimizer, fill) !== undefined;
}

/** A list in which turns show, of few tensors or of more. */
function listInTurns(optimizer: Optimizer, fill: number): readonly (readonly number[])[] | undefined {
  if ((optimizer.microBatches ?? 1) > 1) return undefined;
  return [probeShapes, many].find((shapes) => {
    const usual = movesOf(optimizer, shapes, fill, 1);
    const isTurn = usual.some((moves) => moves.includes(false)) && usual.every((moves) => moves.includes(true));
    const haveAll = shapes.every((_, i) => usual.some((moves) => moves[i]));
    if (!isTurn || !haveAll || String(usual) !== String(movesOf(optimizer, shapes, fill, 2))) return false;
    return shapes.every((shape) => movesOf(optimizer, [shape], fill, 1).every(([moves]) => moves));
  });
}

/**
 * What is wrong with turns: `undefined` where they are those that somebody published, one block after the other while some tensors move at every
 * step (Pan et al. 2024, LISA), or more and more of them, or where an option sets them, and each tensor moves in its turns as one that is
 * alone. An index that slips leaves out one at each step.
 *
 * @param fill first steps that only fill the state
 */
export function mistakenTurns(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const sets = setsOf(optimizer, fill);
  const resting = sets.map((moving) => many.length - moving.size);
  if (resting.every((count) => count === 1)) {
    const sentence =
      'at each step one tensor of the list rests though it has a gradient, another one from step to step, and all others move: an index slips';
    return { cause: 'tensors-influence-each-other', sentence };
  }
  const mistake = mistakenTurnSteps(optimizer, listInTurns(optimizer, fill) ?? many);
  if (mistake !== undefined) return mistake;
  if (growOnly(sets) || areBlocks(sets)) return undefined;
  if (Object.keys(optimizer.hyperparameters ?? {}).some((name) => setsTurns(optimizer, fill, name, sets))) return undefined;
  const sentence =
    'tensors are trained in turns that are none of those published (one block after the other, or more and more tensors), and no option sets them';
  return { cause: 'unexplained', sentence };
}

/** Which tensors of a long list move at each step. */
function setsOf(optimizer: Optimizer, fill: number): ReadonlySet<number>[] {
  const moves = movesOf(optimizer, many, fill, 1);
  return moves.map((step) => new Set([...many.keys()].filter((i) => step[i])));
}

const includes = (whole: ReadonlySet<number>, part: ReadonlySet<number>): boolean => [...part].every((i) => whole.has(i));

/** Whether no tensor that has begun to move ever rests. */
function growOnly(sets: readonly ReadonlySet<number>[]): boolean {
  return sets.every((set, step) => step === 0 || includes(set, sets[step - 1]));
}

/** Whether of those that do not move at every step, blocks take turns, each of them the same tensors at every turn, after steps of all at most. */
function areBlocks(sets: readonly ReadonlySet<number>[]): boolean {
  const begin = sets.findIndex(({ size }) => size < many.length);
  const turns = sets.slice(begin);
  const blocks = turns.map((set) => new Set([...set].filter((i) => !turns.every((other) => other.has(i)))));
  return blocks.every((block) => blocks.every((other) => includes(block, other) || [...block].every((i) => !other.has(i))));
}

/** Whether another value of an option gives other turns. */
function setsTurns(optimizer: Optimizer, fill: number, name: string, sets: readonly ReadonlySet<number>[]): boolean {
  const { hyperparameters = {} } = optimizer;
  try {
    const other = { ...optimizer, hyperparameters: { ...hyperparameters, [name]: 2 * hyperparameters[name] } };
    return setsOf(other, fill).some((set, step) => set.size !== sets[step].size || !includes(set, sets[step]));
  } catch {
    // A value that it refuses tells nothing.
    return false;
  }
}

/** Which tensors of a list move at each step, at which nothing decays. */
function movesOf(optimizer: Optimizer, shapes: readonly (readonly number[])[], fill: number, series: number): boolean[][] {
  const source = stream('inference', 'turns');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(shapes, precision, source.seek(0, 0)));
  const gradients = Array.from({ length: fill + horizon }, (_, i) =>
    normalTensors(shapes, precision, source.seek(series, i + 1)),
  );
  return moving(positions(run, gradients, 2 ** -7)).slice(fill);
}
