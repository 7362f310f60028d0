import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { moving, positions } from './positions.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

/** Steps that are watched; a period that is longer than some of them is not told from none; and how often chance has a tensor begin or end to rest. */
const [watched, longest, changes] = [256, 80, 10];

/**
 * Finds tensors that rest whole at some steps, whatever weights and gradients are, and in no order that comes back: what a generator in the state
 * draws, as where layers are left out or frozen by chance. A counter that is advanced once for every tensor, or an index that slips, comes back.
 *
 * @param fill first steps that only fill the state
 */
export function randomTurns(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if ((optimizer.microBatches ?? 1) > 1) return undefined;
  const [usual, other] = [1, 2].map((series) => restsOf(optimizer, fill, series));
  if (String(usual) !== String(other) || !usual.some(isIrregular)) return undefined;
  const sentence =
    'tensors rest at some steps though they have gradients, in no order that comes back, as where a generator in the state draws which are trained: where it is meant, let the contract say random';
  return { cause: 'ambiguous', sentence };
}

/** At which steps each tensor of a list rests, where nothing decays. */
function restsOf(optimizer: Optimizer, fill: number, series: number): boolean[][] {
  const source = stream('inference', 'random-turns');
  const precision = measuringPrecision(optimizer);
  const draw = (step: number): ReturnType<typeof normalTensors> =>
    normalTensors(probeShapes, precision, source.seek(series, step));
  const gradients = Array.from({ length: fill + watched }, (_, i) => draw(i + 1));
  const moves = moving(positions(new OptimizerRun(optimizer, draw(0)), gradients, 2 ** -7)).slice(fill);
  return probeShapes.map((_, i) => moves.map((each) => !each[i]));
}

/** Whether a tensor goes on to begin and end to rest, and at no distance in steps does the same again. */
function isIrregular(rests: readonly boolean[]): boolean {
  const late = rests.slice(rests.length / 4);
  const turned = (from: number, to: number): number =>
    late.slice(from, to).filter((each, i, part) => i > 0 && each !== part[i - 1]).length;
  const half = late.length / 2;
  if (turned(0, half) < changes / 2 || turned(half, late.length) < changes / 2) return false;
  return Array.from({ length: longest }, (_, i) => i + 1).every((period) =>
    late.slice(period).some((each, i) => each !== late[i]),
  );
}
