import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

const steps = 8;

const shape = [4, 3] as const;

/** Entries that are zero together, and a single zero that is not among them. */
interface Unit {
  readonly name: string;
  readonly entries: readonly number[];
  readonly single: number;
}

const units: readonly Unit[] = [
  { name: 'row', entries: [3, 4, 5], single: 7 },
  { name: 'column', entries: [1, 4, 7, 10], single: 6 },
];

/** Entries that are small, and such that are next to nothing. */
const sizes = [2 ** -10, 2 ** -20, 2 ** -40];

/**
 * Whether rows or columns of zeros never move though they have a gradient, where a zero among other weights does: a step that is a share of
 * the norm of a row leaves it where it is for ever. Where single zeros stay as well, as in rules that multiply, that is how the rule is
 * meant. Small rows have to grow by a factor that does not depend on how small they are: where each row keeps its norm, or those that are
 * zero are left out on purpose, they do not. Whole tensors of zeros are left out: LARS, LAMB and Fromage leave them where they are in print.
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
  const { entries, single } = unit;
  const data = afterwards(optimizer, fill, unit, 0);
  if (!entries.every((entry) => data[entry] === 0) || data[single] === 0) return false;
  const growthOf = (size: number): number => {
    const grown = afterwards(optimizer, fill, unit, size);
    return entries.reduce((sum, entry) => sum + grown[entry], 0) / (entries.length * size) - 1;
  };
  const [growth, ...others] = sizes.map(growthOf);
  return growth > 1e-5 && others.every((each) => Math.abs(each - growth) <= 1e-2 * growth);
}

/** Weights after some steps, from a row or a column whose entries are of this size and are to grow, and a single zero elsewhere. */
function afterwards(optimizer: Optimizer, fill: number, { entries, single }: Unit, size: number): Tensor['data'] {
  const source = stream('inference', 'unmoved-zeros');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors([shape], precision, source.seek(0, 0));
  for (const entry of entries) start[0].data[entry] = size;
  start[0].data[single] = 0;
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill + steps; step++) {
    const gradients = normalTensors([shape], precision, source.seek(1, step));
    for (const entry of entries) gradients[0].data[entry] = -1;
    run.step(gradients, 2 ** -5, 0);
  }
  return run.parameters[0].data;
}
