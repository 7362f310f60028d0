import { describe, expect, test } from 'vitest';
import { foreignEntry } from '../../src/inference/foreign-entry.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Adagrad whose sums are read at other places than they are written to. */
const reading = (place: (j: number, length: number) => number): Optimizer => ({
  name: 'reading',
  init: ({ parameters }) => parameters.map(({ data }) => Array.from(data, () => 0)),
  update({ parameters, gradients, state, learningRate }) {
    parameters.forEach(({ data }, i) => {
      const sums = (state as number[][])[i];
      gradients[i].data.forEach((g, j) => (sums[j] += g * g));
      for (let j = 0; j < data.length; j++)
        data[j] -= (learningRate * gradients[i].data[j]) / Math.sqrt(sums[place(j, data.length)] || 1);
    });
  },
});

describe('moments of another entry', () => {
  test.each([
    ['the entry before', (j: number) => Math.max(0, j - 1)],
    ['the entry after, in a ring', (j: number, length: number) => (j + 1) % length],
    ['another order', (j: number, length: number) => (2 * j) % (length % 2 === 0 ? length - 1 : length)],
  ])('%s', (_, place) => {
    expect(foreignEntry(reading(place), 0)).toMatchObject({ cause: 'moment-of-other-entry' });
  });

  test('are read by no optimizer that ships with the package, nor by one that reads its own', () => {
    for (const optimizer of [reading((j) => j), ...optimizers])
      expect([optimizer.name, foreignEntry(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });

  test('are no matter of pairs that share a moment', () => {
    const pairs: Optimizer = {
      ...reading((j) => j),
      update({ parameters, gradients, state, learningRate }) {
        parameters.forEach(({ data }, i) => {
          const sums = (state as number[][])[i];
          gradients[i].data.forEach((g, j) => (sums[j >> 1] += g * g));
          for (let j = 0; j < data.length; j++) data[j] -= (learningRate * gradients[i].data[j]) / Math.sqrt(sums[j >> 1] || 1);
        });
      },
    };
    expect(foreignEntry(pairs, 0)).toBeUndefined();
  });
});

/** Adafactor without momentum, whose steps are clipped together, and which reads rows and columns at these places. */
const factored = (row: (r: number, c: number) => number, column: (r: number, c: number) => number, clips = false): Optimizer => ({
  name: 'factored',
  init: ({ parameters }) => parameters.map(() => ({ rows: [] as number[], columns: [] as number[] })),
  update({ parameters, gradients, state, learningRate }) {
    parameters.forEach(({ data, shape }, i) => {
      const { rows, columns } = (state as { rows: number[]; columns: number[] }[])[i];
      const width = shape.length > 1 ? shape[1] : 1;
      const g = gradients[i].data;
      g.forEach((x, j) => {
        const [r, c] = [Math.floor(j / width), j % width];
        rows[r] = (rows[r] ?? 0) + x * x;
        columns[c] = (columns[c] ?? 0) + x * x;
      });
      const sum = rows.reduce((total, x) => total + x, 0) || 1;
      const steps = Array.from(g, (x, j) => {
        const [r, c] = [Math.floor(j / width), j % width];
        return x / Math.sqrt((rows[row(r, c) % rows.length] * columns[column(r, c) % width]) / sum || 1);
      });
      const length = Math.sqrt(steps.reduce((total, x) => total + x * x, 0));
      const scale = clips ? 1 / (length || 1) : 1;
      for (let j = 0; j < data.length; j++) data[j] -= learningRate * scale * steps[j];
    });
  },
});

describe('rows and columns that share a moment', () => {
  test.each([[false], [true]])('are read at their places, with or without a common length (%j)', (clips) => {
    expect(
      foreignEntry(
        factored(
          (r) => r,
          (_, c) => c,
          clips,
        ),
        0,
      ),
    ).toBeUndefined();
  });

  test.each([
    [
      'exchanged',
      factored(
        (_, c) => c,
        (r) => r,
      ),
    ],
    [
      'of the row before',
      factored(
        (r) => r + 3,
        (_, c) => c,
      ),
    ],
    [
      'of the column after',
      factored(
        (r) => r,
        (_, c) => c + 1,
        true,
      ),
    ],
  ])('%s, are those of other entries', (_, optimizer) => {
    expect(foreignEntry(optimizer, 0)).toMatchObject({ cause: 'moment-of-other-entry' });
  });
});
