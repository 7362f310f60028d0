import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';

/** Matrices of which rows and columns cannot be taken for each other. */
const shapes: readonly (readonly [number, number])[] = [
  [4, 3],
  [3, 5],
];
const past = 3;

/** The row and the column of an entry, as a rule reads them. */
type Reading = (entry: number, rows: number, columns: number) => readonly [number, number];

const right: Reading = (entry, _, columns) => [Math.floor(entry / columns), entry % columns];

/** Readings of a matrix that is stored row by row that are wrong. */
const wrong: readonly Reading[] = [
  // Column by column.
  (entry, rows) => [entry % rows, Math.floor(entry / rows)],
  // With the extents exchanged.
  (entry, rows) => [Math.floor(entry / rows), entry % rows],
  // The row by a remainder.
  (entry, rows, columns) => [entry % rows, entry % columns],
  // The column by a division.
  (entry, rows, columns) => [Math.floor(entry / columns), Math.floor(entry / rows)],
];

/**
 * Finds matrices that are read in a wrong order. Where all weights and gradients are equal, whatever another past of one entry does to
 * the steps can only tell that entry, its row, its column, and the rest apart, in every rule to which rows and columns have no names. A rule that
 * tells exactly the rows and columns of a wrong reading apart, for every entry, reads so.
 *
 * @param fill first steps that only fill the state
 */
export function misreadOrder(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const responses = shapes.map((shape) => responsesOf(optimizer, fill, shape));
  const fits = (of: Reading, to: Reading): boolean =>
    responses.every((each, i) => each.every((response, entry) => isOf(response, entry, shapes[i], of, to, optimizer)));
  // Steps that answer to nothing, or alike everywhere, tell nothing.
  if (!responses.every((each) => each.some((response) => !isFlat(response, optimizer)))) return undefined;
  const sources = [right, ...wrong];
  // What reads one of them rightly reads by another plan, as a square that is as near as can be (SMMF).
  const readsRightly = (each: readonly number[][], i: number): boolean =>
    each.every((response, entry) => isOf(response, entry, shapes[i], right, right, optimizer));
  if (responses.some(readsRightly)) return undefined;
  const misread = sources.some((of) => sources.some((to) => (of !== right || to !== right) && fits(of, to)));
  if (!misread) return undefined;
  const [rows, columns] = shapes[0];
  const sentence = `what another past of one entry does to the steps of others in a tensor of shape [${rows},${columns}] follows rows and columns that are not those of the matrix: it is read in another order, as columns in the place of rows`;
  return { cause: 'moment-of-other-entry', sentence };
}

/** How many times as long the step of each entry is when the past gradients of one were larger, for each that they may be of. */
function responsesOf(optimizer: Optimizer, fill: number, shape: readonly number[]): number[][] {
  const precision = measuringPrecision(optimizer);
  const filled = (value: number): Tensor => {
    const tensor = zeros(shape, precision);
    tensor.data.fill(value);
    return tensor;
  };
  const stepAfter = (entry: number): number[] => {
    const run = new OptimizerRun(optimizer, [filled(1)]);
    for (let step = 1; step <= fill + past; step++) {
      const g = filled(1);
      if (entry >= 0) g.data[entry] = 2;
      run.step([g], 2 ** -7, 0);
    }
    run.parameters[0].data.fill(1);
    run.step([filled(1)], 2 ** -7, 0);
    return Array.from(run.parameters[0].data, (w) => w - 1);
  };
  const usual = stepAfter(-1);
  return usual.map((_, entry) => stepAfter(entry).map((move, j) => move / (usual[j] || Number.MIN_VALUE)));
}

/** Whether a response is a function of: the entry itself, its row, its column, and the rest. */
function isOf(
  response: readonly number[],
  entry: number,
  [rows, columns]: readonly [number, number],
  of: Reading,
  to: Reading,
  optimizer: Optimizer,
): boolean {
  const [row, column] = of(entry, rows, columns);
  const groups = new Map<string, number[]>();
  response.forEach((x, j) => {
    const [r, c] = to(j, rows, columns);
    // Beside a wrong reading a right one may act too.
    const [own, ownColumn] = right(j, rows, columns);
    const [trueRow, trueColumn] = right(entry, rows, columns);
    const key = `${r === row} ${c === column} ${j === entry} ${own === trueRow} ${ownColumn === trueColumn}`;
    groups.set(key, [...(groups.get(key) ?? []), x]);
  });
  return [...groups.values()].every((values) => isFlat(values, optimizer));
}

function isFlat(values: readonly number[], optimizer: Optimizer): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return Number.isFinite(most - least) && most - least <= tolerance(optimizer, 1e-9, 1e-4) * (1 + Math.abs(most));
}
