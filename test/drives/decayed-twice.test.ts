import { describe, expect, test } from 'vitest';
import { decayedTwice } from '../../src/drives/decayed-twice.ts';
import { drawProblem } from '../../src/drives/problem.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

const problem = drawProblem({
  seed: 1,
  shapes: [[2, 2]],
  precision: 'float64',
  steps: 1,
  learningRate: 0.25,
  weightDecay: 0.5,
});

/** SGD with decoupled decay whose rate and decay are multiplied by what a rank says. */
const byRank = (rates: (rank: number) => number, decays: (rank: number) => number): Optimizer =>
  ({
    name: 'by-rank',
    init: () => ({}),
    update({ parameters, gradients, learningRate, weightDecay }) {
      for (const [i, { data, shape }] of parameters.entries())
        for (let j = 0; j < data.length; j++)
          data[j] -= learningRate * (rates(shape.length) * gradients[i].data[j] + decays(shape.length) * weightDecay * data[j]);
    },
  }) as Optimizer;

const one = (): number => 1;
const twice = (rank: number): number => (rank > 3 ? 2 : 1);

describe('kernels', () => {
  test('that are decayed twice as much as matrices are told from those that are not', () => {
    expect(decayedTwice(byRank(one, twice), problem)).toMatchObject({ cause: 'decay-twice', where: { shape: [4, 3, 2, 1] } });
    expect(decayedTwice(byRank(one, one), problem)).toBeUndefined();
  });

  test('may have a rule of their own, or no decay', () => {
    expect(decayedTwice(byRank(twice, twice), problem)).toBeUndefined();
    expect(
      decayedTwice(
        byRank(one, (rank) => (rank > 2 ? 0 : 1)),
        problem,
      ),
    ).toBeUndefined();
  });

  test('of vectors and matrices that are not decayed say nothing', () => {
    expect(
      decayedTwice(
        byRank(one, (rank) => (rank > 2 ? 1 : 0)),
        problem,
      ),
    ).toBeUndefined();
  });
});
