import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis, Note } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** From here on a coefficient remembers some fifty steps: what a second moment is given, and no first moment beside it. */
const long = 0.98;
/** How many times as long as the sizes the signs are kept: a first moment that is a few times as slow is a design, as of small batches. */
const apart = 16;

/** From here on a first moment that outlasts the second one is worth a note. */
const notable = 8;

/**
 * Finds coefficients that have changed places, without any rule to compare with: one that keeps the *signs* of old gradients for
 * long, none beside it that keeps them for a short time, and one that keeps their *sizes* for a short time.
 *
 * @param momentum coefficients that keep signs
 */
export function exchangedCoefficients(optimizer: Optimizer, momentum: readonly string[]): Diagnosis | undefined {
  const found = outlasting(optimizer, momentum, apart);
  if (found === undefined) return undefined;
  const sentence = `the coefficients are swapped: ${found.sentence}; each does the work of the other`;
  return { cause: 'betas-swapped', sentence };
}

/** A first moment that remembers so much longer than the second one that some would call it a mistake, and others a design. */
export function slowFirstMoment(optimizer: Optimizer, momentum: readonly string[]): Note | undefined {
  const found = outlasting(optimizer, momentum, notable);
  if (found === undefined || found.ratio >= apart) return undefined;
  const sentence = `the first moment outlasts the second one: ${found.sentence}`;
  return { kind: 'unusual', cause: 'betas-swapped', sentence, value: Number(found.ratio.toPrecision(3)) };
}

/** A coefficient that keeps signs at least so many times as long as one that keeps sizes, where no contract says what they are. */
function outlasting(
  optimizer: Optimizer,
  momentum: readonly string[],
  least: number,
): { readonly sentence: string; readonly ratio: number } | undefined {
  const { hyperparameters = {}, contract } = optimizer;
  const longest = momentum.filter((name) => hyperparameters[name] >= long && contract?.roles?.[name] === undefined);
  if (longest.length === 0) return undefined;
  // Beside another first moment that is short the long one may be a slow one by design.
  const off = Object.fromEntries(longest.map((name) => [name, 2 ** -10]));
  if (momentum.length > longest.length && goesOn(optimizer, off)) return undefined;
  const shortest = Math.max(...longest.map((name) => 1 - hyperparameters[name]));
  const short = Object.keys(hyperparameters).filter(
    (name) =>
      !momentum.includes(name) &&
      hyperparameters[name] >= 0.5 &&
      hyperparameters[name] < long &&
      1 - hyperparameters[name] >= least * shortest,
  );
  const sizes = short.find((name) => keepsSizes(optimizer, name, momentum));
  if (sizes === undefined || !goesOn(optimizer)) return undefined;
  const [first] = longest;
  const sentence = `${first} = ${hyperparameters[first]} keeps the signs of old gradients, as a first moment does, and ${sizes} = ${hyperparameters[sizes]} keeps their sizes, as a second moment does`;
  return { sentence, ratio: (1 - hyperparameters[sizes]) / shortest };
}

/** Whether steps go on along the old gradient when it is turned round, as they do where its sign is kept. */
function goesOn(optimizer: Optimizer, changed: Readonly<Record<string, number>> = {}): boolean {
  const source = stream('inference', 'exchanged');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)), changed);
  const g = normalTensors(probeShapes, precision, source.seek(2, 0));
  for (let step = 1; step <= 8; step++) run.step(g, 1 / 64, 0);
  const before = scaled(run.parameters, 1);
  run.step(scaled(g, -1), 1 / 64, 0);
  return run.parameters.every(({ data }, i) => data.every((w, j) => (w - before[i].data[j]) * g[i].data[j] <= 0));
}

/** Whether a step depends on how large old gradients were, and hardly does where the coefficient is small. */
function keepsSizes(optimizer: Optimizer, name: string, momentum: readonly string[]): boolean {
  try {
    // Not zero, of which some rules take the logarithm.
    const signless = Object.fromEntries(momentum.map((each) => [each, 2 ** -10]));
    const [as, without] = [{}, { [name]: 2 ** -10 }].map((changed) => memoryOfSizes(optimizer, { ...signless, ...changed }));
    return Number.isFinite(as) && as > 0.05 && without < 0.5 * as;
  } catch {
    // A value that it refuses is no legal one.
    return false;
  }
}

/**
 * How far a step is another one after gradients of which every second entry was four times as large, relative to its length: where a
 * tensor is normalised, only what differs between its entries is left.
 */
function memoryOfSizes(optimizer: Optimizer, changed: Readonly<Record<string, number>>): number {
  const source = stream('inference', 'exchanged');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const moves = [1, 4].map((size) => {
    const run = new OptimizerRun(optimizer, start, changed);
    let before = start;
    for (let step = 1; step <= 6; step++) {
      before = scaled(run.parameters, 1);
      const g = normalTensors(probeShapes, precision, source.seek(1, step));
      if (step <= 5) for (const { data } of g) for (let j = 0; j < data.length; j += 2) data[j] *= size;
      run.step(g, 1 / 64, 0);
    }
    return run.parameters.map(({ data, shape }, i) => ({
      data: data.map((w, j) => w - before[i].data[j]) as typeof data,
      shape,
    }));
  });
  const length = moves[0].reduce((sum, move) => sum + norm(move), 0);
  return moves[0].reduce((sum, move, i) => sum + distance(move, moves[1][i]), 0) / (length || 1);
}
