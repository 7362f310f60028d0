import { expect, test } from 'vitest';
import { drawsNoise } from '../../src/inference/draws-noise.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface State {
  seed: number;
  readonly m: Float64Array[];
}

/** Momentum beside noise of a size, from a generator in the state of which no contract speaks. */
const noisy = (size: (g: number) => number, isDrawn = true): Optimizer<State> => ({
  name: 'noisy',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => ({ seed: 5, m: parameters.map(({ data }) => new Float64Array(data.length)) }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const m = state.m[i];
      for (let j = 0; j < w.length; j++) {
        if (isDrawn) state.seed = (Math.imul(state.seed, 1664525) + 1013904223) >>> 0;
        const g = gradients[i].data[j];
        m[j] = momentum * m[j] + g + size(g) * (state.seed / 2 ** 31 - 1);
        w[j] -= learningRate * (m[j] + weightDecay * w[j]);
      }
    });
  },
});

const asTall = (g: number): number => Math.abs(g);
const judged = async (optimizer: Optimizer<State>): Promise<(string | undefined)[]> => {
  const { results } = await checkOptimizer(optimizer as Optimizer, { tier: 'exact', seed: 1, configurations: 15 });
  return results.flatMap(({ verdict, cause }) => (verdict === 'refuted' ? [cause] : []));
};

test.each([
  ['as large as gradients', asTall],
  ['of one size', () => 1],
])('noise that nobody declares is undecided: %s', async (_, size) => {
  expect(drawsNoise(noisy(size) as Optimizer)).toBe(true);
  expect(await judged(noisy(size))).toEqual([]);
});

test('what gradients of both signs have in common at every step alike is refuted', async () => {
  expect(drawsNoise(noisy(asTall, false) as Optimizer)).toBe(false);
  expect(await judged(noisy(asTall, false))).toContain('gradient-sign-matters');
});

test('no optimizer of the package draws noise', () => expect(optimizers.filter(drawsNoise).map(({ name }) => name)).toEqual([]));
