import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

const steps = 8;

const shape = [4, 3] as const;

/** Entries that are zero together, and a single zero that is not among them; of a whole tensor, in the other tensor. */
interface Unit {
  readonly name: string;
  readonly entries: readonly number[];
  readonly single?: number;
  /** A gradient under which entries of size one still have to grow by the same factor. */
  readonly gentle?: number;
}

const units: readonly Unit[] = [
  { name: 'row', entries: [3, 4, 5], single: 7 },
  { name: 'column', entries: [1, 4, 7, 10], single: 6 },
  // Where gradients are clipped relative to whole tensors it is for the user to start none at zero; a ratio that always acts is no limit.
  { name: 'tensor', entries: Array.from({ length: 12 }, (_, j) => j), gentle: 2 ** -12 },
];

/** Entries that are small, and such that are next to nothing. */
const sizes = [2 ** -10, 2 ** -20, 2 ** -40];

/**
 * Whether rows, columns or tensors of zeros never move though they have a gradient, where a zero among other weights does: a step that is a share of the norm
 * of a row leaves it where it is for ever. Where single zeros stay as well, as in rules that multiply, that is how the rule is meant. Small rows have to grow by a factor that does not depend on how small they are: where
 * each row keeps its norm, or those that are zero are left out on purpose, they do not.
 *
 * @param fill first steps that only fill the state
 */
export function unmovedZeros(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const unit = units.find((each) => neverMoves(optimizer, fill, each));
  if (unit === undefined) return undefined;
  const { name } = unit;
  const sentence = `${name}s of zeros never move, though they have a gradient: the step is limited by, or a share of, the norm of the ${name}, and that has no least value`;
  return { cause: 'gradient-never-moves', sentence };
}

function neverMoves(optimizer: Optimizer, fill: number, unit: Unit): boolean {
  const { entries, single, gentle } = unit;
  const { data, other } = afterwards(optimizer, fill, unit, 0);
  if (!entries.every((entry) => data[entry] === 0) || (single === undefined ? other : data[single]) === 0) return false;
  const growthOf = (size: number, gradient = 1): number => {
    const grown = afterwards(optimizer, fill, unit, size, gradient);
    return entries.reduce((sum, entry) => sum + grown.data[entry], 0) / (entries.length * size) - 1;
  };
  const [growth, ...others] = [...sizes.map((size) => growthOf(size)), ...(gentle === undefined ? [] : [growthOf(1, gentle)])];
  return growth > 1e-5 && others.every((each) => Math.abs(each - growth) <= 1e-2 * growth);
}

/** Weights after some steps, from a row, a column or a tensor whose entries are of this size and are to grow, and a single zero elsewhere. */
function afterwards(
  optimizer: Optimizer,
  fill: number,
  { entries, single }: Unit,
  size: number,
  gradient = 1,
): { readonly data: Tensor['data']; readonly other: number } {
  const source = stream('inference', 'unmoved-zeros');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors([shape, shape], precision, source.seek(0, 0));
  for (const entry of entries) start[0].data[entry] = size;
  if (single === undefined) start[1].data[0] = 0;
  else start[0].data[single] = 0;
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill + steps; step++) {
    const gradients = normalTensors([shape, shape], precision, source.seek(1, step));
    for (const entry of entries) gradients[0].data[entry] = -gradient;
    run.step(gradients, 2 ** -5, 0);
  }
  return { data: run.parameters[0].data, other: run.parameters[1].data[0] };
}
