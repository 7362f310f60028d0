import { expect, test } from 'vitest';
import { leavesRowsAlone } from '../../src/inference/lazy-rows.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Signs with a decay, on parts of a tensor that have a gradient. */
const lazy = (lengthOf: (size: number, rows: number) => number): Optimizer => ({
  name: 'lazy',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const g = gradients[i].data;
      const length = lengthOf(w.length, shape.length > 1 ? shape[0] : w.length);
      for (let from = 0; from < w.length; from += length) {
        const part = Array.from({ length }, (_, k) => from + k);
        if (part.every((j) => g[j] === 0)) continue;
        for (const j of part) w[j] -= learningRate * (Math.sign(g[j]) + weightDecay * w[j]);
      }
    });
  },
});

const verdictOf = async (optimizer: Optimizer): Promise<string> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['zero-gradient-decay'], seed: 1, configurations: 40 });
  return results[0].verdict;
};

test('rows without a gradient may keep what they are', async () => {
  const rows = lazy((size, count) => size / count);
  expect(leavesRowsAlone(rows, 0)).toBe(true);
  expect(await verdictOf(rows)).not.toBe('refuted');
});

test('single entries, and whole tensors, are skipped by mistake', async () => {
  for (const skipping of [lazy(() => 1), lazy((size) => size)]) {
    expect(leavesRowsAlone(skipping, 0)).toBe(false);
    expect(await verdictOf(skipping)).toBe('refuted');
  }
});

test('a row of which one entry has a gradient has one, and a vector decays whole or rests', async () => {
  const ofEnds: Optimizer = {
    name: 'looks at both ends of a row',
    init: () => ({}),
    update({ parameters, gradients, learningRate, weightDecay }) {
      parameters.forEach(({ data: w, shape }, i) => {
        const g = gradients[i].data;
        const length = shape.length > 1 ? shape[shape.length - 1] : 1;
        w.forEach((value, j) => {
          const from = j - (j % length);
          if (g[from] !== 0 || g[from + length - 1] !== 0) w[j] -= learningRate * (Math.sign(g[j]) + weightDecay * value);
        });
      });
    },
  };
  const rows = lazy((size, count) => size / count);
  const twice: Optimizer = {
    ...rows,
    update(given) {
      rows.update(given);
      for (const [i, { data: w, shape }] of given.parameters.entries())
        if (shape.length === 1 && given.gradients[i].data.every((g) => g === 0))
          for (let j = 0; j < w.length; j++) w[j] -= 2 * given.learningRate * given.weightDecay * w[j];
    },
  };
  for (const mistaken of [ofEnds, twice]) expect(leavesRowsAlone(mistaken, 0)).toBe(true);
  expect(await verdictOf(ofEnds)).toBe('refuted');
  expect(await verdictOf(twice)).toBe('undecided');
});

test('no optimizer of the package leaves rows alone', () =>
  expect(optimizers.filter((optimizer) => leavesRowsAlone(optimizer, 0)).map(({ name }) => name)).toEqual([]));

test('a row that is skipped for its first entry, or its last, is none without a gradient', () => {
  const skipped = (at: (from: number, length: number) => number): Optimizer => ({
    name: 'skips',
    init: () => ({}),
    update({ parameters, gradients, learningRate, weightDecay }) {
      parameters.forEach(({ data: w, shape }, i) => {
        const g = gradients[i].data;
        const length = shape.length > 1 ? w.length / shape[0] : 1;
        w.forEach((value, j) => {
          if (g[at(j - (j % length), length)] !== 0) w[j] -= learningRate * (Math.sign(g[j]) + weightDecay * value);
        });
      });
    },
  });
  expect(
    leavesRowsAlone(
      skipped((from) => from),
      0,
    ),
  ).toBe(false);
  expect(
    leavesRowsAlone(
      skipped((from, length) => from + length - 1),
      0,
    ),
  ).toBe(false);
});
