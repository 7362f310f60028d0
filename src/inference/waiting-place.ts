import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';
import { positions } from './positions.ts';

/** A wait that is longer is not looked for. */
const longest = 64;

/** Steps in which a tensor that has waited does not wait again. */
const patience = 256;

/**
 * Name of an option by which the last tensor, as a head is, or the first one waits for so many steps at the start (Caron et al. 2021, DINO) while all others
 * are trained as they are without it. A tensor that is left out by a loop moves at no step, and no option says for how long.
 *
 * @param fill first steps that only fill the state
 */
export function waitingPlace(optimizer: Optimizer, fill: number): string | undefined {
  const { hyperparameters = {} } = optimizer;
  return Object.entries(hyperparameters).find(([name, value]) => {
    if (!Number.isInteger(value) || value < 1 || value > longest) return false;
    try {
      const [none, usual, longer] = [0, value, value + 1].map((given) => follow(optimizer, fill + longest, { [name]: given }));
      const place = [probeShapes.length - 1, 0].find((each) => restsFor(usual, each) === value);
      if (place === undefined || restsFor(longer, place) !== value + 1 || restsFor(none, place) !== fill) return false;
      if (restsAgain(follow(optimizer, patience, {}), place, value)) return false;
      return probeShapes.every((_, i) => i === place || none.every((tensors, step) => identical([tensors[i]], [usual[step][i]])));
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  })?.[0];
}

/**
 * Whether a tensor that waits is trained as one whose gradients are zero for so long: it is decayed meanwhile as everything without a gradient is, which a
 * decay that forgets to wait is, too.
 *
 * @param name of the option by which it waits
 */
export function waitsByGradient(optimizer: Optimizer, fill: number, name: string): boolean {
  const wait = optimizer.hyperparameters![name];
  const steps = fill + longest;
  const usual = follow(optimizer, steps, {}, { weightDecay });
  return [probeShapes.length - 1, 0].some((place) =>
    follow(optimizer, steps, { [name]: 0 }, { weightDecay, place, wait }).every((tensors, step) =>
      identical(tensors, usual[step]),
    ),
  );
}

const weightDecay = 0.1;

/** Whether a tensor stands still at a step after the one at which its wait ends. */
function restsAgain(at: readonly (readonly Tensor[])[], place: number, wait: number): boolean {
  return at.some((tensors, step) => step > wait + 1 && identical([tensors[place]], [at[step - 1][place]]));
}

/** Steps at the start in which a tensor stands still. */
function restsFor(at: readonly (readonly Tensor[])[], place: number): number {
  const first = at.findIndex((tensors) => !identical([tensors[place]], [at[0][place]]));
  return first < 0 ? Infinity : first - 1;
}

/** @param held place of a tensor whose gradients are zero at so many steps at the start */
function follow(
  optimizer: Optimizer,
  steps: number,
  options: Readonly<Record<string, number>>,
  held: { readonly weightDecay?: number; readonly place?: number; readonly wait?: number } = {},
): readonly (readonly Tensor[])[] {
  const source = stream('inference', 'waiting-place');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)), options);
  const gradients = Array.from({ length: steps }, (_, i) => normalTensors(probeShapes, precision, source.seek(1, i)));
  if (held.place !== undefined) for (const g of gradients.slice(0, held.wait)) g[held.place].data.fill(0);
  return positions(run, gradients, 2 ** -7, held.weightDecay);
}
