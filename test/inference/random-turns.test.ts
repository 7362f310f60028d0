import { expect, test } from 'vitest';
import { randomTurns } from '../../src/inference/random-turns.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface State {
  /** Of a generator. */
  seed: number;
  /** Of tensors, over all steps. */
  count: number;
  readonly buffers: Float64Array[];
}

/** A number in [0, 1) from the generator in the state. */
function draw(state: State): number {
  state.seed = (Math.imul(state.seed, 1664525) + 1013904223) >>> 0;
  return state.seed / 2 ** 32;
}

type Rests = (state: State, gradient: Float64Array) => boolean;

/** Momentum whose tensors rest, decay and all, at some steps. */
const resting = (rests: Rests, own: (state: State, i: number) => Float64Array = ({ buffers }, i) => buffers[i]): Optimizer => ({
  name: 'resting',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }): State => ({ seed: 7, count: 0, buffers: parameters.map(({ data }) => new Float64Array(data.length)) }),
  update({ parameters, gradients, state: given, learningRate, weightDecay, hyperparameters: { momentum } }) {
    const state = given as State;
    parameters.forEach(({ data: w }, i) => {
      state.count += 1;
      const g = gradients[i].data as Float64Array;
      if (rests(state, g)) return;
      const b = own(state, i);
      for (let j = 0; j < w.length; j++) {
        b[j] = momentum * (b[j] ?? 0) + g[j];
        w[j] -= learningRate * (b[j] + weightDecay * w[j]);
      }
    });
  },
});

const verdictsOf = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 25 });
  return results.flatMap(({ verdict, cause = '' }) => (verdict === 'refuted' ? [cause] : []));
};

test.each([0.1, 0.5, 0.9])('a tensor that rests with probability %d rests by chance, which is not refuted', async (p) => {
  const optimizer = resting((state) => draw(state) < p);
  expect(randomTurns(optimizer, 0)?.cause).toBe('ambiguous');
  expect(await verdictsOf(optimizer)).toEqual([]);
});

test.each<[string, Rests]>([
  ['every seventh tensor of all steps', ({ count }) => count % 7 === 0],
  ['all but the first of four', ({ count }) => count % 4 !== 1],
  ['one whose gradient says so', (_, g) => g[0] > 0],
])('%s does not', async (_, rests) => {
  expect(randomTurns(resting(rests), 0)).toBeUndefined();
  expect(await verdictsOf(resting(rests))).not.toEqual([]);
});

test('chance does not hide buffers that tensors share', async () => {
  const shared = resting(
    (state) => draw(state) < 0.5,
    ({ buffers }) => buffers[0],
  );
  expect(await verdictsOf(shared)).not.toEqual([]);
});

test.each(optimizers)('$name does not draw which tensors it trains', (optimizer) =>
  expect(randomTurns(optimizer, 0)).toBeUndefined(),
);
