import { expect, test } from 'vitest';
import { decayFollowsStep } from '../../src/inference/decay-follows-step.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Adagrad by the largest distance from the start, of which the first guess is an option (Tao et al. 2024, AdaGrad++), and a decay beside it. */
const distant = (decayRate: (far: number) => number): Optimizer => ({
  name: 'distant',
  hyperparameters: { initial: 1e-6 },
  init: ({ parameters }) => ({
    start: parameters.map(({ data }) => data.slice()),
    sums: parameters.map(({ data }) => data.map(() => 0)),
    far: 0,
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { initial } }) {
    const own = state as { start: Float64Array[]; sums: Float64Array[]; far: number };
    const way = Math.hypot(...parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => w - own.start[i][j])));
    own.far = Math.max(own.far, way, initial);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j];
        own.sums[i][j] += g * g;
        w[j] -= learningRate * (own.far * (g / (Math.sqrt(own.sums[i][j]) + 1e-8)) + decayRate(own.far) * weightDecay * w[j]);
      }
    });
  },
});

/** Means of gradients, with what both step and decay are multiplied by. */
const scaledBy = (
  options: Record<string, number>,
  factor: (given: Readonly<Record<string, number>>) => number,
  own: typeof factor,
): Optimizer => ({
  name: 'scaled',
  hyperparameters: options,
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters }) {
    const beta = hyperparameters.beta ?? 0;
    parameters.forEach(({ data: w }, i) => {
      const m = (state as Float64Array[])[i];
      for (let j = 0; j < w.length; j++) {
        m[j] += (1 - beta) * (gradients[i].data[j] - m[j]);
        w[j] -= learningRate * (factor(hyperparameters) * m[j] + own(hyperparameters) * weightDecay * w[j]);
      }
    });
  },
});

const causesOf = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 25 });
  return results.flatMap(({ verdict, cause = '' }) => (verdict === 'refuted' ? [cause] : []));
};

test('a decay that a first guess of a distance multiplies, as it does the step, refutes nothing', async () => {
  expect(await causesOf(distant((far) => far))).toEqual([]);
});

test('one by a constant that the step does not have is refuted', async () => {
  expect(await causesOf(distant(() => 1e-6))).toContain('decay-times-constant');
});

test('nor does one by a power of two of which the exponent is an option, where the step is multiplied by it', async () => {
  const distance = ({ exponent }: Readonly<Record<string, number>>): number => 2 ** exponent;
  expect(await causesOf(scaledBy({ exponent: -3 }, distance, distance))).toEqual([]);
});

test('what the first step of a mean alone has is not what the step is multiplied by', () => {
  const share = ({ beta }: Readonly<Record<string, number>>): number => 1 - beta;
  expect(decayFollowsStep(scaledBy({ beta: 0.25 }, () => 1, share))).toBe(false);
});
