import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

const steady = 12;
/** Steps at which an entry is watched, of which the first one turns its gradient. */
const watched = 5;
const entry = 1;

/**
 * Whether entries wait by the gradient of an earlier step: under a gradient that stays the same, one entry is turned for a single step. An
 * entry that is held back where gradient and momentum disagree waits at that step. Where it goes on then, and stands still at one of the
 * next, at which they agree again, while all others move, the mask is so many steps old.
 *
 * @param fill first steps that only fill the state
 */
export function lateMask(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const [usual, turned] = [1, -0.5].map((factor) => movesOf(optimizer, fill, factor));
  const waits = turned.flatMap((moves, step) => (moves[entry] === 0 ? [step] : []));
  const othersMove = [...usual.flat(), ...turned.flatMap((moves) => moves.filter((_, j) => j !== entry))].every((x) => x !== 0);
  if (!othersMove || waits.length !== 1 || waits[0] === 0) return undefined;
  const late = waits[0] === 1 ? 'one step' : `${waits[0]} steps`;
  const sentence = `an entry stands still ${late} after its gradient disagreed with its momentum, and not at that step: the mask is computed for a later step, or used before it is`;
  return { cause: 'buffer-late', sentence };
}

/** The moves of all entries at some steps, of which one entry has another gradient at the first. */
function movesOf(optimizer: Optimizer, fill: number, factor: number): number[][] {
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, stream('inference', 'late-mask').seek(0, 0)));
  const gradients = (of: number): Tensor[] => {
    const g = probeShapes.map((shape) => zeros(shape, precision));
    for (const { data } of g) data.fill(1);
    g[0].data[entry] = of;
    return g;
  };
  for (let step = 1; step <= fill + steady; step++) run.step(gradients(1), 2 ** -7, 0);
  return Array.from({ length: watched }, (_, step) => (step === 0 ? factor : 1)).map((of) => {
    const before = run.parameters.map(({ data }) => data.slice());
    run.step(gradients(of), 2 ** -7, 0);
    return run.parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => w - before[i][j]));
  });
}
