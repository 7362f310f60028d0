import { cos } from '../../arithmetic/elementary.ts';
import type { ModelRandom } from '../../objectives/model/model.ts';
import type { Stream } from '../../random/stream.ts';
import { size } from '../../arithmetic/tensor.ts';
import { modelRandom } from '../../objectives/model/model-random.ts';

/** Weights made so that a normaliser divides all rows of a batch of signs by the same number. */
export interface ProbeWeights {
  readonly data: Float64Array;
  /** Outputs over which the whole tensor is spread. */
  readonly outputs: number;
}

/** Batches whose normal numbers are ±1: inputs have mean square 1 exactly, whatever the batch. */
export function signRandom(stream: Stream): ModelRandom {
  return { ...modelRandom(stream), normal: () => (stream.uniform() < 0.5 ? -1 : 1) };
}

/**
 * Weights with which each output is ± one input: outputs come in pairs, x and −x, so that their mean is 0 and their mean square is that
 * of the weights.
 *
 * Which axes count inputs and which outputs is not known, so there is one set for each reading: the last two axes, the first two, the first
 * and all others, all others and the last. Matrices are tried as turns as well, which keep the length of inputs that were normalised before,
 * and as signs alone, for tables of which single rows are looked up.
 */
export function probeWeights(shape: readonly number[], outputsFirst = false): ProbeWeights[] {
  const rank = shape.length;
  const signs: ProbeWeights = {
    data: Float64Array.from({ length: size(shape) }, (_, i) => (i % 2 === 0 ? 1 : -1)),
    outputs: shape.at(-1) ?? 1,
  };
  if (rank < 2) return [signs];
  const axes = shape.map((_, axis) => axis);
  // One number may divide all rows by accident where a reading is wrong, so the usual ones come first.
  const firstTwo: [number[], number[]] = [[1], [0]];
  const lastTwo: [number[], number[]] = [[rank - 2], [rank - 1]];
  const readings: readonly [inputs: number[], outputs: number[]][] = [
    ...(outputsFirst ? [firstTwo] : []),
    ...(rank === 3 ? [] : [lastTwo]),
    ...(rank > 2 ? ([[[0], axes.slice(1)]] as [number[], number[]][]) : []),
    ...(rank === 3 ? [lastTwo] : []),
    firstTwo,
    ...(rank > 2 ? ([[[rank - 1], axes.slice(0, -1)]] as [number[], number[]][]) : []),
  ];
  return [...readings.map(([inputs, outputs]) => pairs(shape, inputs, outputs)), ...(rank === 2 ? turns(shape) : []), signs];
}

/** Cosines, orthogonal to one another: outputs have the mean square of all inputs, times inputs over outputs, and mean 0 where they are more. */
function turns([first, last]: readonly number[]): ProbeWeights[] {
  const entry = (input: number, output: number, inputs: number, outputs: number): number => {
    const frequency = input + 1 < outputs || inputs !== outputs ? input + 1 : 0;
    return frequency === 0
      ? 1 / Math.sqrt(outputs)
      : Math.sqrt(2 / outputs) * cos((Math.PI * frequency * (output + 0.5)) / outputs);
  };
  const from = (inputs: number, outputs: number, at: (flat: number) => [number, number]): ProbeWeights => ({
    data: Float64Array.from({ length: first * last }, (_, flat) => entry(...at(flat), inputs, outputs)),
    outputs,
  });
  return [
    ...(first <= last ? [from(first, last, (flat) => [Math.floor(flat / last), flat % last])] : []),
    ...(last <= first ? [from(last, first, (flat) => [flat % last, Math.floor(flat / last)])] : []),
  ];
}

function pairs(shape: readonly number[], inputAxes: readonly number[], outputAxes: readonly number[]): ProbeWeights {
  const extent = (axes: readonly number[]): number => axes.reduce((product, axis) => product * shape[axis], 1);
  const [inputs, outputs] = [extent(inputAxes), extent(outputAxes)];
  const data = new Float64Array(size(shape));
  for (let output = 0; output < outputs - (outputs > 1 ? outputs % 2 : 0); output++) {
    // Positions of a convolution: the middle one, which no edge cuts off.
    const index = shape.map((count) => count >> 1);
    spread(index, shape, outputAxes, output);
    spread(index, shape, inputAxes, (output >> 1) % inputs);
    const flat = index.reduce((at, value, axis) => at * shape[axis] + value, 0);
    data[flat] = output % 2 === 0 ? 1 : -1;
  }
  return { data, outputs };
}

function spread(index: number[], shape: readonly number[], axes: readonly number[], flat: number): void {
  let rest = flat;
  for (const axis of axes.toReversed()) {
    index[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
}
