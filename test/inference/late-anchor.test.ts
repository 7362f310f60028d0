import { describe, expect, test } from 'vitest';
import { lateAnchor } from '../../src/inference/late-anchor.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface Lookahead {
  readonly k?: number;
  /** Step at which weights are led back first; default: the k-th. */
  readonly first?: number;
  /** Whether slow weights are made when they are asked for first. */
  readonly isLazy?: boolean;
  /** Share of the way that is kept. */
  readonly kept?: number;
}

/** Momentum whose weights are led back to slow ones. */
const lookahead = ({ k = 5, first = k, isLazy = false, kept = 0.5 }: Lookahead): Optimizer => ({
  name: 'lookahead',
  hyperparameters: { momentum: 0.9, k, kept },
  init: ({ parameters }) => ({
    steps: 0,
    of: parameters.map(({ data }) => data.map(() => 0)),
    slow: isLazy ? undefined : parameters.map(({ data }) => data.slice()),
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters }) {
    const inner = state as { steps: number; of: Float64Array[]; slow?: ArrayLike<number>[] };
    inner.steps += 1;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        inner.of[i][j] = hyperparameters.momentum * inner.of[i][j] + gradients[i].data[j];
        w[j] -= learningRate * (inner.of[i][j] + weightDecay * w[j]);
      }
    });
    const since = inner.steps - (first === k ? hyperparameters.k : first);
    if (since < 0 || since % hyperparameters.k !== 0) return;
    inner.slow ??= parameters.map(({ data }) => data.slice());
    const slow = inner.slow;
    parameters.forEach(({ data: w }, i) => w.forEach((x, j) => (w[j] = slow[i][j] + hyperparameters.kept * (x - slow[i][j]))));
    inner.slow = parameters.map(({ data }) => data.slice());
  },
});

const verdictOf = async (optimizer: Optimizer): Promise<unknown[]> => {
  const { verdict, results } = await checkOptimizer(optimizer, { laws: ['first-step'], seed: 1, configurations: 10 });
  return [verdict, results[0].cause];
};

test.each([
  ['5 steps', { isLazy: true }],
  ['10 steps', { isLazy: true, k: 10 }],
  ['6 steps by a fifth of the way', { isLazy: true, k: 6, kept: 0.8 }],
])('slow weights that are made at the first synchronization after %s are found, and may be meant', async (_, given) => {
  expect(lateAnchor(lookahead(given), 0)?.cause).toBe('ambiguous');
  expect(await verdictOf(lookahead(given))).toEqual(['undecided', 'ambiguous']);
});

describe('none are those that are made', () => {
  test.each<[string, Lookahead]>([
    ['at the start', {}],
    ['at the start, for a long way', { k: 16 }],
    ['at the first step, which is a synchronization', { isLazy: true, first: 1 }],
    ['where they begin on purpose, as after a warm-up', { isLazy: true, first: 12 }],
    ['after one that is no multiple', { first: 8 }],
  ])('%s', async (_, given) => {
    expect(lateAnchor(lookahead(given), 0)).toBeUndefined();
    expect((await verdictOf(lookahead(given)))[0]).not.toBe('refuted');
  });

  /** The mean of the ends of all cycles of 10 steps, with which the next one begins; of at most so many, in that it forgets. */
  const averaged = (most: number): Optimizer => ({
    name: 'averaged',
    init: ({ parameters }) => ({ steps: 0, mean: parameters.map(({ data }) => data.slice()) }),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      const own = state as { steps: number; mean: Float64Array[] };
      own.steps += 1;
      const share = Math.min(own.steps / 10, most);
      parameters.forEach(({ data: w }, i) => {
        const mean = own.mean[i];
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + weightDecay * w[j]);
        if (own.steps % 10 === 0) for (let j = 0; j < w.length; j++) w[j] = mean[j] += (w[j] - mean[j]) / share;
      });
    },
  });

  test.each([Infinity, 4])('at a first end of a cycle, which is the mean of itself, and of at most %d', async (most) => {
    expect(lateAnchor(averaged(most), 0)).toBeUndefined();
    expect((await verdictOf(averaged(most)))[0]).not.toBe('refuted');
  });

  test('at a step that an option says, though it is the k-th', async () => {
    const begun: Optimizer = {
      ...lookahead({}),
      hyperparameters: { momentum: 0.9, k: 5, kept: 0.5, begin: 5 },
      update: (given) => {
        const { begin, k } = given.hyperparameters;
        lookahead({ first: begin === k ? undefined : begin, isLazy: true }).update(given as never);
      },
      init: lookahead({ isLazy: true }).init,
    };
    expect(lateAnchor(begun, 0)).toBeUndefined();
    expect((await verdictOf(begun))[0]).not.toBe('refuted');
  });

  test.each(optimizers)('in $name', (optimizer) => expect(lateAnchor(optimizer, 0)).toBeUndefined());
});
