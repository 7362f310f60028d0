import { describe, expect, test } from 'vitest';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';
import { coordinatewise, type CoordinateStep } from '../rules.ts';

const adam = (along: (step: CoordinateStep) => number, options: Readonly<Record<string, number>>): Optimizer =>
  coordinatewise(
    (given) => {
      const { w, g, learningRate, weightDecay, memory, step, hyperparameters: h } = given;
      memory.m = h.beta1 * (memory.m ?? 0) + (1 - h.beta1) * g;
      memory.v = h.beta2 * (memory.v ?? 0) + (1 - h.beta2) * g * g;
      const root = Math.sqrt(memory.v / (1 - h.beta2 ** step)) + h.epsilon;
      return w - learningRate * (along(given) / root + weightDecay * w);
    },
    {
      hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options },
      contract: { symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 }, weightDecay: 'decoupled' },
    },
  );

const firstStep = async (optimizer: Optimizer): Promise<readonly [string, string | undefined]> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['first-step'], seed: 1, configurations: 20 });
  return [results[0].verdict, results[0].cause];
};

describe('a slow sum beside the mean', () => {
  const summed = ({ g, memory, step, hyperparameters: h }: CoordinateStep): number => {
    memory.slow = h.beta3 * (memory.slow ?? 0) + g;
    return memory.m / (1 - h.beta1 ** step) + h.alpha * memory.slow;
  };

  test.each([
    [0.99, 0.05],
    [0.999, 0.005],
  ])('is one of AdEMAMix where %d of it stays and %d is taken', async (beta3, alpha) => {
    expect(await firstStep(adam(summed, { beta3, alpha }))).toEqual(['holds', undefined]);
  });

  test('has a wrong weight where the share is that of a mean', async () => {
    expect(await firstStep(adam(summed, { beta3: 0.99, alpha: 5 }))).toEqual(['refuted', 'moment-weight']);
  });
});

describe('running products of a momentum that rises', () => {
  const rising =
    (present: (product: number, next: number) => number, ahead: (product: number, next: number) => number) =>
    ({ g, memory, step, hyperparameters: h }: CoordinateStep): number => {
      const at = (t: number): number => h.beta1 * (1 - 0.5 * 0.96 ** (t * h.rise));
      const [now, next] = [at(step), at(step + 1)];
      memory.product = (memory.product ?? 1) * now;
      const [own, coming] = [present, ahead].map((of) => 1 - of(memory.product, next));
      return ((1 - now) * g) / own + (next * memory.m) / coming;
    };

  test.each<[string, Optimizer, readonly [string, string | undefined]]>([
    [
      'are those of NAdam',
      adam(
        rising(
          (p) => p,
          (p, next) => p * next,
        ),
        { rise: 4e-3 },
      ),
      ['holds', undefined],
    ],
    [
      'may be one for both',
      adam(
        rising(
          (p) => p,
          (p) => p,
        ),
        { rise: 4e-3 },
      ),
      ['undecided', 'ambiguous'],
    ],
    [
      'are wrong where exchanged',
      adam(
        rising(
          (p, next) => p * next,
          (p) => p,
        ),
        { rise: 4e-3 },
      ),
      ['refuted', 'correction-wrong'],
    ],
  ])('%s', async (_, optimizer, expected) => {
    expect(await firstStep(optimizer)).toEqual(expected);
  });
});
