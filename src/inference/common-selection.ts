import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

const rate = 2 ** -5;
const looks = 8;
/** By what the gradient of a tensor is multiplied, so that it takes the place of others whatever was left of it before. */
const grown = 2 ** 12;

/**
 * Whether tensors know of each other only which of their entries are among the largest of all of them, as where one threshold for the whole
 * model chooses what is sent (Stich et al. 2018, sparsified SGD with memory; Lin et al. 2018, deep gradient compression): a larger
 * gradient of one tensor lets entries of others wait and makes none of them move, and what moves moves as it would have. A threshold of the first tensor alone, or one that goes on in a loop, is no threshold of all.
 *
 * @param fill first steps that only fill the state
 */
export function selectsInCommon(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'common-selection');
  const precision = measuringPrecision(optimizer);
  const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= fill; step++) run.step(gradients(step), rate, 0);
  const seen = probeShapes.map(() => false);
  for (let step = fill + 1; step <= fill + looks; step++) {
    const g = gradients(step);
    const usual = movesOf(run, g);
    if (step === fill + 1 && usual.flat().every((move) => move !== 0)) return false;
    for (const i of probeShapes.keys()) {
      const larger = g.map((tensor, at) => (at === i ? scaled([tensor], grown)[0] : tensor));
      const change = restingBeside(i, usual, movesOf(run, larger), tolerance(optimizer, 1e-9, 1e-4));
      if (change === undefined) return false;
      seen[i] ||= change > 0;
    }
    run.step(g, rate, 0);
  }
  return seen.every((each) => each);
}

/** Entry by entry of each tensor, how far a step leads. */
function movesOf(run: OptimizerRun, gradients: readonly Tensor[]): number[][] {
  const twin = run.fork();
  twin.step(gradients, rate, 0);
  return plus(twin.parameters, -1, run.parameters).map(({ data }) => Array.from(data));
}

/** How many entries of the other tensors rest that would have moved; `undefined` where some move otherwise, or would have rested. */
function restingBeside(
  tensor: number,
  usual: readonly (readonly number[])[],
  other: readonly (readonly number[])[],
  rounding: number,
): number | undefined {
  let resting = 0;
  for (const [i, moves] of usual.entries()) {
    if (i === tensor) continue;
    for (const [j, move] of moves.entries()) {
      const now = other[i][j];
      if (now === 0 && move !== 0) resting += 1;
      else if (!(Math.abs(now - move) <= rounding * Math.abs(move))) return undefined;
    }
  }
  return resting;
}
