import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';
import { numbersIn } from './state-numbers.ts';

/** Long enough that an average which is taken at every few steps has been taken. */
const steps = 24;

/** By how much the weights are moved by hand: far above what a step does. */
const shift = 64;

/**
 * Whether an option that moves no weight acts on an average of the weights that is kept in the state, for evaluation: what it changes of
 * the state follows the weights where they are moved by hand. A moment of gradients, which somebody forgot to use, does not.
 *
 * @param values other values of the option
 */
export function actsAside(optimizer: Optimizer, name: string, values: readonly number[]): boolean {
  // What is no plain data cannot be looked into.
  if (optimizer.copyState !== undefined) return false;
  const [usual, moved] = [0, shift].map((by) => stateAfter(optimizer, {}, by));
  return values.some((value) => {
    try {
      const other = stateAfter(optimizer, { [name]: value }, 0);
      const touched = usual.flatMap((numbers, i) => (isSame(numbers, other[i]) ? [] : [i]));
      return touched.length > 0 && touched.every((i) => follows(usual[i], moved[i]));
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.every((x, j) => Object.is(x, b[j]));
}

/** Whether all entries went the same share of the way that the weights were moved. */
function follows(usual: readonly number[], moved: readonly number[]): boolean {
  const shares = usual.map((x, j) => (moved[j] - x) / shift);
  return shares[0] > 0 && shares[0] <= 1 + 1e-9 && shares.every((share) => Math.abs(share - shares[0]) <= 1e-6 * shares[0]);
}

/** Numbers of the state after some steps, and as many without rate and decay from weights that were moved by hand. */
function stateAfter(optimizer: Optimizer, changed: Readonly<Record<string, number>>, by: number): number[][] {
  const source = stream('inference', 'kept-aside');
  const draw = (series: number, step: number): Tensor[] =>
    normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(series, step));
  const parameters = draw(0, 0);
  const state: unknown = optimizer.init({ parameters });
  const hyperparameters = { ...optimizer.hyperparameters, ...changed };
  for (let step = 1; step <= 2 * steps * (optimizer.microBatches ?? 1); step++) {
    const isIdle = step > steps * (optimizer.microBatches ?? 1);
    if (step === steps * (optimizer.microBatches ?? 1) + 1) for (const { data } of parameters) addTo(data, by);
    const learningRate = isIdle ? 0 : 1 / 64;
    optimizer.update({ parameters, gradients: draw(1, step), state, learningRate, weightDecay: 0, hyperparameters, step });
  }
  return numbersIn(state).map((numbers) => Array.from(numbers));
}

function addTo(data: Tensor['data'], by: number): void {
  for (let j = 0; j < data.length; j++) data[j] += by;
}
