import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';
import { lookInto } from './revealed-states.ts';

/** Long enough that an average which is taken from some step on, or at every few steps, has been taken. */
const steps = 300;

/** By how much the weights are moved by hand: far above what a step does. */
const shift = 64;

/** A rate by which no weight moves; some optimizers refuse one of zero. */
const idleRate = 2 ** -80;

/** What an optimizer keeps in the end, undisturbed and where the weights were moved by hand halfway. */
interface Kept {
  readonly usual: readonly number[][];
  readonly moved: readonly number[][];
  /** Weights of the first half, as words: what equals them does not follow, and holds weights all the same. */
  readonly earlier: ReadonlySet<string>;
}

/**
 * Whether an option that moves no weight acts on weights that are kept in the state for evaluation, such as an average or the latest few:
 * what it changes of the state, or how many there are, follows the weights where they are moved by hand. A moment of gradients, which
 * somebody forgot to use, does not.
 *
 * @param values other values of the option
 */
export function actsAside(optimizer: Optimizer, name: string, values: readonly number[]): boolean {
  const within = tolerance(optimizer, 1e-6, 1e-3);
  let usual: Kept;
  return values.some((value) => {
    try {
      usual ??= kept(optimizer, {});
      const other = kept(optimizer, { [name]: value });
      const shares = [...sharesOf(usual, other, within), ...sharesOf(other, usual, within)];
      return shares.every((share) => share !== undefined) && shares.some((share) => share! > 0);
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}

/** What share of the way each buffer went that the other setting does not have: 0 where it holds earlier weights, undefined if it holds none. */
function sharesOf({ usual, moved, earlier }: Kept, other: Kept, within: number): (number | undefined)[] {
  const theirs = other.usual.map(String);
  return usual.flatMap((numbers, i) => {
    const place = theirs.indexOf(String(numbers));
    if (place >= 0) {
      // Of several that are alike each stands for one.
      theirs.splice(place, 1);
      return [];
    }
    const share = shareOf(numbers, moved[i], within);
    return [share === undefined && earlier.has(String(numbers)) && earlier.has(String(moved[i])) ? 0 : share];
  });
}

/** The share of the way of the weights that all entries went, if it is one and the same. */
function shareOf(usual: readonly number[], moved: readonly number[], within: number): number | undefined {
  const shares = usual.map((x, j) => (moved[j] - x) / shift);
  const isOne =
    shares[0] > 0 && shares[0] <= 1 + within && shares.every((share) => Math.abs(share - shares[0]) <= within * shares[0]);
  return isOne ? shares[0] : undefined;
}

function kept(optimizer: Optimizer, changed: Readonly<Record<string, number>>): Kept {
  const earlier = new Set<string>();
  const [usual, moved] = [0, shift].map((by) => stateAfter(optimizer, changed, by, earlier));
  return { usual, moved, earlier };
}

/** Numbers of the state after some steps, and as many without rate and decay from weights that were moved by hand. */
function stateAfter(
  optimizer: Optimizer,
  changed: Readonly<Record<string, number>>,
  by: number,
  earlier: Set<string>,
): number[][] {
  const source = stream('inference', 'kept-aside');
  const draw = (series: number, step: number): Tensor[] =>
    normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(series, step));
  const parameters = draw(0, 0);
  const state: unknown = optimizer.init({ parameters });
  const look = lookInto(state, optimizer.copyState === undefined);
  // What nobody can look into holds nothing that follows.
  if (look === undefined) return [];
  const hyperparameters = { ...optimizer.hyperparameters, ...changed };
  const calls = steps * (optimizer.microBatches ?? 1);
  for (let step = 1; step <= 2 * calls; step++) {
    if (step <= calls + 1) for (const { data } of parameters) earlier.add(String(Array.from(data)));
    if (step === calls + 1) for (const { data } of parameters) addTo(data, by);
    const learningRate = step > calls ? idleRate : 1 / 64;
    optimizer.update({ parameters, gradients: draw(1, step), state, learningRate, weightDecay: 0, hyperparameters, step });
  }
  return look().map((numbers) => Array.from(numbers));
}

function addTo(data: Tensor['data'], by: number): void {
  for (let j = 0; j < data.length; j++) data[j] += by;
}
