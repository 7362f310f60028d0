import { describe, expect, test } from 'vitest';
import { misreadOrder } from '../../src/inference/misread-order.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Where the scales of an entry are looked up: its row, its column. */
type Place = (entry: number, rows: number, columns: number) => readonly [number, number];

/** Each row and each column has a mean square, and an entry is divided by the root of their product. */
const factored = (read: Place, written: Place = (j, _, columns) => [Math.floor(j / columns), j % columns]): Optimizer => ({
  name: 'factored',
  init: () => [],
  update({ parameters, gradients, state, learningRate }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const [rows, columns] = [shape[0], w.length / shape[0]];
      state[i] ??= [new Float64Array(rows), new Float64Array(columns)];
      const [row, column] = state[i];
      for (const sums of [row, column]) for (let k = 0; k < sums.length; k++) sums[k] *= 0.9;
      gradients[i].data.forEach((g, j) => {
        const [r, c] = written(j, rows, columns);
        row[r] += (0.1 * g * g) / columns;
        column[c] += (0.1 * g * g) / rows;
      });
      for (let j = 0; j < w.length; j++) {
        const [r, c] = read(j, rows, columns);
        w[j] -= (learningRate * gradients[i].data[j]) / Math.sqrt(row[r] * column[c]);
      }
    });
  },
});

/** The same numbers as a matrix with as many rows as columns, or nearly. */
function asSquare({ data }: Tensor): Tensor {
  const columns = Array.from({ length: Math.floor(Math.sqrt(data.length)) }, (_, k) => k + 1).findLast(
    (k) => data.length % k === 0,
  )!;
  return { data, shape: [data.length / columns, columns] };
}

const right: Place = (j, _, columns) => [Math.floor(j / columns), j % columns];
const byColumns: Place = (j, rows) => [j % rows, Math.floor(j / rows)];

describe('a matrix whose scales', () => {
  test.each<[string, Place]>([
    ['are read column by column', byColumns],
    ['are read with the row by a remainder', (j, rows, columns) => [j % rows, j % columns]],
    ['are read with the column by a division', (j, rows, columns) => [Math.floor(j / columns), Math.floor(j / rows)]],
  ])('%s', (_, read) => expect(misreadOrder(factored(read), 0)?.cause).toBe('moment-of-other-entry'));

  test('are written column by column', () =>
    expect(misreadOrder(factored(right, byColumns), 0)?.cause).toBe('moment-of-other-entry'));

  test('are those of the square that is as near as can be, as in SMMF (Park and Lee 2024, arXiv 2412.08894)', () => {
    const squared = factored(right);
    const wide: Optimizer = {
      ...squared,
      update: (given) =>
        squared.update({ ...given, parameters: given.parameters.map(asSquare), gradients: given.gradients.map(asSquare) }),
    };
    expect(misreadOrder(wide, 0)).toBeUndefined();
  });

  test('belong to it', () => expect(misreadOrder(factored(right), 0)).toBeUndefined());

  test('are those of blocks of entries, or of none', () => {
    // Blocks of four entries in the order of the memory, as in eight-bit states.
    const blocks = factored(
      (j) => [Math.floor(j / 4) % 3, 0],
      (j) => [Math.floor(j / 4) % 3, 0],
    );
    expect(misreadOrder(blocks, 0)).toBeUndefined();
    // A fixed transform of each row, in which entries have places.
    const transformed: Optimizer = {
      ...factored(right),
      update({ parameters, gradients, learningRate }) {
        parameters.forEach(({ data: w, shape }, i) => {
          const columns = w.length / shape[0];
          for (let j = 0; j < w.length; j++) {
            let sum = 0;
            for (let k = 0; k < columns; k++)
              sum += Math.cos((k + 0.5) * (j % columns)) * gradients[i].data[j - (j % columns) + k];
            w[j] -= learningRate * Math.tanh(sum);
          }
        });
      },
    };
    expect(misreadOrder(transformed, 0)).toBeUndefined();
  });

  test('are read rightly in every optimizer that ships with the package', () => {
    for (const optimizer of optimizers) expect([optimizer.name, misreadOrder(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
