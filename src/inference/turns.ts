import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

/** Long enough for three tensors to have had their turn where each has it for tens of steps. */
const horizon = 96;

/**
 * Whether tensors are trained in turns: at each step some of them move and others rest whole, though they have gradients, whatever these are,
 * until their time comes; and a tensor alone moves at every step. So blocks are trained one after the other (Luo et al. 2024, BAdam), or layers are
 * unfrozen one by one (Howard & Ruder 2018). One that never moves is left out, and micro-batches are another reason to rest.
 *
 * @param fill first steps that only fill the state
 */
export function areTrainedInTurns(optimizer: Optimizer, fill: number): boolean {
  if ((optimizer.microBatches ?? 1) > 1) return false;
  const all = Array.from(probeShapes.keys());
  const [usual, other] = [1, 2].map((series) => movesOf(optimizer, all, fill, series));
  const isTurn = usual.some((moves) => moves.includes(false)) && usual.every((moves) => moves.includes(true));
  const haveAll = all.every((i) => usual.some((moves) => moves[i]));
  if (!isTurn || !haveAll || String(usual) !== String(other)) return false;
  return all.every((i) => movesOf(optimizer, [i], fill, 1).every(([moves]) => moves));
}

/** Which tensors of a list move at each step, at which nothing decays. */
function movesOf(optimizer: Optimizer, among: readonly number[], fill: number, series: number): boolean[][] {
  const source = stream('inference', 'turns');
  const precision = measuringPrecision(optimizer);
  const shapes = among.map((i) => probeShapes[i]);
  const run = new OptimizerRun(optimizer, normalTensors(shapes, precision, source.seek(0, 0)));
  const moves: boolean[][] = [];
  for (let step = 1; step <= fill + horizon; step++) {
    const before = run.parameters.map(({ data }) => data.slice());
    run.step(normalTensors(shapes, precision, source.seek(series, step)), 2 ** -7, 0);
    if (step > fill) moves.push(run.parameters.map(({ data }, i) => data.some((w: number, j: number) => w !== before[i][j])));
  }
  return moves;
}
