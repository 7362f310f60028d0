import { expect, test } from 'vitest';
import { drawsNoise } from '../../src/inference/draws-noise.ts';
import { adamw, optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface State {
  seed: number;
  readonly m: Float64Array[];
}

/** Momentum beside noise of a size, from a generator in the state of which no contract speaks. */
const noisy = (size: (g: number, step: number) => number, isDrawn = true): Optimizer<State> => ({
  name: 'noisy',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => ({ seed: 5, m: parameters.map(({ data }) => new Float64Array(data.length)) }),
  update({ parameters, gradients, state, learningRate, weightDecay, step, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const m = state.m[i];
      for (let j = 0; j < w.length; j++) {
        if (isDrawn) state.seed = (Math.imul(state.seed, 1664525) + 1013904223) >>> 0;
        const g = gradients[i].data[j];
        m[j] = momentum * m[j] + g + size(g, step) * (state.seed / 2 ** 31 - 1);
        w[j] -= learningRate * (m[j] + weightDecay * w[j]);
      }
    });
  },
});

const asTall = (g: number): number => Math.abs(g);
const judged = async (optimizer: Optimizer<State>): Promise<(string | undefined)[]> => {
  const { results, verdict } = await checkOptimizer(optimizer as Optimizer, { tier: 'exact', seed: 1, configurations: 15 });
  expect(verdict).not.toBe('holds');
  return results.flatMap(({ verdict, cause }) => (verdict === 'refuted' ? [cause] : []));
};

test.each<[string, (g: number, step: number) => number]>([
  ['as large as gradients', asTall],
  ['of one size', () => 1],
  ['that is small', () => 1e-4],
  ['that ends', (_, step) => (step <= 100 ? 0.1 : 0)],
  ['that comes rarely', (_, step) => (step % 50 === 1 ? 0.3 : 0)],
])('noise that nobody declares is undecided: %s', async (_, size) => {
  expect(drawsNoise(noisy(size) as Optimizer)).toBe(true);
  expect(await judged(noisy(size))).toEqual([]);
});

test('noise before Adam, and in float32 alone, is undecided', async () => {
  const beforeAdam: Optimizer = {
    ...(adamw as Optimizer),
    init: (given) => ({ inner: adamw.init(given), seed: 5 }),
    copyState: structuredClone,
    update({ state, gradients, ...given }: UpdateArguments<{ inner: unknown; seed: number }>) {
      const shaken = gradients.map(({ data, shape }) => ({
        data: data.map((x) => {
          state.seed = (Math.imul(state.seed, 1664525) + 1013904223) >>> 0;
          return x + 0.05 * (state.seed / 2 ** 31 - 1);
        }) as typeof data,
        shape,
      }));
      adamw.update({ ...given, gradients: shaken, state: state.inner as never });
    },
  };
  for (const optimizer of [beforeAdam, { ...noisy(() => 0.1), precision: 'float32' } as Optimizer]) {
    expect(drawsNoise(optimizer)).toBe(true);
    const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 3, configurations: 15 });
    expect(results.flatMap(({ law, verdict, cause }) => (verdict === 'refuted' ? [[law, cause]] : []))).toEqual([]);
  }
});

test('what gradients of both signs have in common at every step alike is refuted', async () => {
  expect(drawsNoise(noisy(asTall, false) as Optimizer)).toBe(false);
  expect(await judged(noisy(asTall, false))).toContain('gradient-sign-matters');
});

test('no optimizer of the package draws noise', () => expect(optimizers.filter(drawsNoise).map(({ name }) => name)).toEqual([]));
