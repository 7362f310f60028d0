import { powerOfTwo } from '../arithmetic/elementary.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Note } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { norm, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Sizes beyond which a rule is another one, with the dimension of a weight. */
export interface Bounds {
  /** No entry moves further in a step. */
  readonly stepAtMost?: number;
  /** An entry that moves moves at least so far. */
  readonly stepAtLeast?: number;
  /** Where steps are a share of the weights: tensors of a smaller root mean square count as if they had this one. */
  readonly weightsAtLeast?: number;
}

const far = 20;

/**
 * Measures the bounds by the first step that moves, at very large and very small rates and weights: where a bound acts, twice as much
 * of them changes nothing.
 *
 * @param fill first steps that only fill the state
 */
export function inferBounds(optimizer: Optimizer, fill = 0): Bounds {
  const precision = measuringPrecision(optimizer);
  const source = stream('inference', 'bounds');
  const gradients = normalTensors(probeShapes, precision, source.seek(1, 0));
  const weights = normalTensors(probeShapes, precision, source.seek(0, 0));
  const reach = tolerance(optimizer, 2, 1) * far;
  /** Moves of all entries at η = 2^rate from weights of a size, tensor by tensor. */
  const movesOfTensors = (rate: number, from: readonly Tensor[]): number[][] => {
    const run = new OptimizerRun(optimizer, from);
    for (let step = 1; step <= fill; step++) run.step(gradients, powerOfTwo(rate), 0);
    const before = scaled(run.parameters, 1);
    run.step(gradients, powerOfTwo(rate), 0);
    return run.parameters.map(({ data }, i) => Array.from(data, (w, j) => Math.abs(w - before[i].data[j])));
  };
  const moves = (rate: number, from: readonly Tensor[]): number[] => movesOfTensors(rate, from).flat();
  const nothing = scaled(weights, 0);
  const plateau = (
    at: (size: number) => number[],
    size: number,
    pick: (values: readonly number[]) => number,
  ): number | undefined => {
    const [bound, twice] = [at(size), at(size + Math.sign(size))].map(pick);
    const [one, half] = [at(-4), at(-5)].map(pick);
    const isFlat = Math.abs(bound - twice) <= 1e-6 * bound && bound > 0;
    return isFlat && Math.abs(one - 2 * half) <= 1e-3 * one ? bound : undefined;
  };
  // Between the sizes of the weights and the plateau: the length of a step is in proportion.
  const rms = Math.sqrt(
    weights.reduce((sum, tensor) => sum + norm(tensor) ** 2, 0) / weights.reduce((n, { data }) => n + data.length, 0),
  );
  const sized = new Map<number, number[][]>();
  const bySize = (size: number): number[][] => {
    const found = sized.get(size) ?? movesOfTensors(-10, scaled(weights, powerOfTwo(size)));
    sized.set(size, found);
    return found;
  };
  // Steps of vectors may be no share of the weights where those of matrices are.
  const floors = weights.flatMap((_, tensor) => {
    const largest = (size: number): number[] => bySize(size)[tensor];
    const smallest = plateau(largest, -reach, (values) => Math.max(...values));
    return smallest === undefined ? [] : [(smallest / Math.max(...largest(0))) * 2 * rms];
  });
  if (floors.length > 0) return { weightsAtLeast: Math.max(...floors) };
  const byRate = (rate: number): number[] => moves(rate, nothing);
  const stepAtMost = plateau(byRate, far, (values) => Math.max(...values));
  const stepAtLeast = plateau(byRate, -reach, (values) => Math.min(...values.filter((x) => x > 0)));
  return { ...(stepAtMost !== undefined && { stepAtMost }), ...(stepAtLeast !== undefined && { stepAtLeast }) };
}

/** Whether a step comes so near to a bound that a rescaled one may be on its other side. */
export function isBounded(bounds: Bounds, before: readonly Tensor[], after: readonly Tensor[]): boolean {
  const { stepAtMost = Infinity, stepAtLeast = 0, weightsAtLeast = 0 } = bounds;
  return after.some(({ data, shape }, i) => {
    const { data: from } = before[i];
    if (weightsAtLeast > 0 && smallestUnit(from, shape) < weightsAtLeast) return true;
    return data.some((w: number, j: number) => {
      const moved = Math.abs(w - from[j]);
      return moved >= 0.999 * stepAtMost || (moved > 0 && moved <= 1.001 * stepAtLeast);
    });
  });
}

/** The smallest root mean square of a row, of which a norm may be taken as well as of the whole. */
function smallestUnit(data: Tensor['data'], shape: readonly number[]): number {
  const rows = shape.length > 1 ? shape[0] : 1;
  const width = data.length / rows;
  const squares = new Float64Array(rows);
  data.forEach((w: number, j: number) => (squares[Math.floor(j / width)] += (w * w) / width));
  return Math.sqrt(Math.min(...squares));
}

/** What a reader should know of bounds. */
export function boundNotes({ stepAtMost, stepAtLeast, weightsAtLeast }: Bounds): Note[] {
  const note = (value: number | undefined, sentence: (value: number) => string): Note[] =>
    value === undefined
      ? []
      : [
          {
            kind: 'unusual',
            cause: 'dimensional-constant',
            sentence: sentence(Number(value.toPrecision(2))),
            value: Number(value.toPrecision(4)),
          },
        ];
  return [
    ...note(stepAtMost, (value) => `no entry moves by more than ${value} in a step, whatever the learning rate is`),
    ...note(stepAtLeast, (value) => `an entry that moves moves by ${value} at least, whatever the learning rate is`),
    ...note(
      weightsAtLeast,
      (value) => `steps are a share of the weights, of which small ones count as if they were about ${value}`,
    ),
  ];
}
