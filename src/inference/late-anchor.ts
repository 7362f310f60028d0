import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { tolerance } from './measuring-precision.ts';
import { settledRun } from './settled-run.ts';

/** Steps within which weights are led back twice, and by how much they are moved. */
const [horizon, shift, rate] = [48, 1, 2 ** -7];

/**
 * Finds weights that are led back every k steps to what they were k steps before (Zhang et al. 2019, Lookahead), but not at the first k-th step: what they
 * are led to is made there, and not at the start, by mistake or on purpose. Weights that are moved between two such steps are led back at the second one by a share, and by nothing
 * elsewhere. What is made at another step is another design: where a first step is one of them, weights that are moved after it are led back k steps later.
 * So is a share that changes, as where cycles begin at the mean of the ends of all cycles before (Guo et al. 2022, periodic averaging), of which the first
 * one is its own.
 *
 * @param fill first steps that only fill the state
 */
export function lateAnchor(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  // Weights that are led back at all: most never are.
  const first = ledBackAt(optimizer, fill, horizon);
  const second = first && ledBackAt(optimizer, fill, first.step);
  if (first === undefined || second === undefined) return undefined;
  const every = second.step - first.step;
  if (first.step % every !== 0) return undefined;
  const begun = ledBackAt(optimizer, fill, every);
  if (begun?.step !== 2 * every) return undefined;
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  if (![first, begun].every(({ share }) => Math.abs(share - second.share) <= rounding)) return undefined;
  if (![1, every - 1].every((step) => ledBackAt(optimizer, fill, step) === undefined)) return undefined;
  if (isBeginAsked(optimizer, fill, every)) return undefined;
  const sentence = `weights are led back every ${every} steps by ${Number((1 - second.share).toPrecision(3))} of the way, and not at step ${every}: what they are led to is made there, by mistake or because it begins there on purpose`;
  return { cause: 'ambiguous', sentence };
}

/** Whether an option says when weights are led back first, and not how often: twice its value puts that off. */
function isBeginAsked(optimizer: Optimizer, fill: number, every: number): boolean {
  const { hyperparameters = {} } = optimizer;
  return Object.keys(hyperparameters).some((name) => {
    try {
      const other = { ...optimizer, hyperparameters: { ...hyperparameters, [name]: 2 * hyperparameters[name] } };
      const isPutOff = ledBackAt(other, fill, every)?.step !== 2 * every;
      return isPutOff && ledBackAt(other, fill, 2 * every)?.step === 3 * every;
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}

/** The first step after which weights that were moved after a certain one are not as far from others any more, and how far. */
function ledBackAt(
  optimizer: Optimizer,
  fill: number,
  from: number,
): { readonly step: number; readonly share: number } | undefined {
  const { run, gradients } = settledRun(optimizer, 'late-anchor', fill + from, rate);
  const moved = run.fork();
  for (const { data } of moved.parameters) for (let j = 0; j < data.length; j++) data[j] += shift;
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  for (let step = 1; step <= horizon; step++) {
    for (const each of [run, moved]) each.step(gradients(step), rate, 0);
    const shares = gapsOf(moved, run);
    if (shares.every((share) => Math.abs(share - 1) <= rounding)) continue;
    const [share] = shares;
    const isLedBack = share > 0 && share < 1 - 1e-3 && shares.every((each) => Math.abs(each - share) <= rounding);
    return isLedBack ? { step: from + step, share } : undefined;
  }
  return undefined;
}

function gapsOf({ parameters }: OptimizerRun, other: OptimizerRun): number[] {
  return parameters.flatMap(({ data }: Tensor, i) => Array.from(data, (w, j) => (w - other.parameters[i].data[j]) / shift));
}
