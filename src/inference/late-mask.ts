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
 * An option that says by how many steps it is old means it, and where no gradient acts at its own step that is the matter, not the mask.
 *
 * @param fill first steps that only fill the state
 */
export function lateMask(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const usual = movesOf(optimizer, fill, 1);
  const turned = movesOf(optimizer, fill, -0.5);
  const wait = waitOf(turned);
  const othersMove = [...usual.flat(), ...turned.flatMap((moves) => moves.filter((_, j) => j !== entry))].every((x) => x !== 0);
  if (!othersMove || wait === undefined) return undefined;
  // A gradient that is long enough turns the momentum, too.
  if (movesOf(optimizer, fill, -64)[0][entry] === usual[0][entry] || isAsked(optimizer, fill, wait)) return undefined;
  const late = wait === 1 ? 'one step' : `${wait} steps`;
  const sentence = `an entry stands still ${late} after its gradient disagreed with its momentum, and not at that step: the mask is computed for a later step, or used before it is`;
  return { cause: 'buffer-late', sentence };
}

/** The only step at which the entry stands still, if that is not the one that turns its gradient. */
function waitOf(moves: readonly (readonly number[])[]): number | undefined {
  const waits = moves.flatMap((move, step) => (move[entry] === 0 ? [step] : []));
  return waits.length === 1 && waits[0] > 0 ? waits[0] : undefined;
}

/** Whether the entry waits longer where an option of whole numbers is larger by one. */
function isAsked({ hyperparameters = {}, ...optimizer }: Optimizer, fill: number, wait: number): boolean {
  return Object.entries(hyperparameters).some(([name, value]) => {
    if (!Number.isInteger(value)) return false;
    try {
      const longer = { ...optimizer, hyperparameters: { ...hyperparameters, [name]: value + 1 } };
      return (waitOf(movesOf(longer, fill, -0.5, 2 * watched)) ?? 0) > wait;
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}

/** The moves of all entries at some steps, of which one entry has another gradient at the first. */
function movesOf(optimizer: Optimizer, fill: number, factor: number, steps = watched): number[][] {
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, stream('inference', 'late-mask').seek(0, 0)));
  const gradients = (of: number): Tensor[] => {
    const g = probeShapes.map((shape) => zeros(shape, precision));
    for (const { data } of g) data.fill(1);
    g[0].data[entry] = of;
    return g;
  };
  for (let step = 1; step <= fill + steady; step++) run.step(gradients(1), 2 ** -7, 0);
  return Array.from({ length: steps }, (_, step) => (step === 0 ? factor : 1)).map((of) => {
    const before = run.parameters.map(({ data }) => data.slice());
    run.step(gradients(of), 2 ** -7, 0);
    return run.parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => w - before[i][j]));
  });
}
