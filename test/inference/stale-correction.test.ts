import { expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { coordinatewise } from './rules.ts';

type Corrections = (beta1: number, beta2: number, step: number) => readonly [number, number];

const exact: Corrections = (beta1, beta2, step) => [1 - beta1 ** step, 1 - beta2 ** step];

/** Adam whose corrections come from somewhere. */
const adam = (corrections: Corrections): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, memory, step }) => {
      memory.m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
      memory.v = beta2 * (memory.v ?? 0) + (1 - beta2) * g * g;
      const [c1, c2] = corrections(beta1, beta2, step);
      return w - learningRate * (memory.m / c1 / (Math.sqrt(memory.v / c2) + epsilon) + weightDecay * w);
    },
    { name: 'adam', hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 } },
  );

/** Corrections that are computed once for each key. */
function kept(keyOf: (...given: Parameters<Corrections>) => string): Corrections {
  const cache = new Map<string, readonly [number, number]>();
  return (...given) => {
    const key = keyOf(...given);
    if (!cache.has(key)) cache.set(key, exact(...given));
    return cache.get(key)!;
  };
}

const causeOf = (optimizer: Optimizer): string | undefined => inferProfile(optimizer).findings.core?.cause;

test('corrections that instances share by the number of the step are found', async () => {
  const shared = adam(kept((_, __, step) => String(step)));
  expect(causeOf(shared)).toBe('correction-wrong');
  const { verdict, results } = await checkOptimizer(shared, { laws: ['first-step'], seed: 1, configurations: 10 });
  expect([verdict, results[0].cause]).toEqual(['refuted', 'correction-wrong']);
});

test.each<[string, Corrections, RegExp]>([
  ['first', (_, beta2, step) => exact(0.9, beta2, step), /^with beta1 = 0.8 the first moment/],
  ['second', (beta1, _, step) => exact(beta1, 0.99, step), /^with beta2 = 0.98 the second moment/],
])('so is a number that stands for the option in the correction of the %s moment', (_, corrections, sentence) => {
  expect(inferProfile(adam(corrections)).findings.core?.sentence).toMatch(sentence);
});

test('corrections that are computed anew, or kept by all that they depend on, are right', () => {
  expect(causeOf(adam(exact))).toBeUndefined();
  expect(causeOf(adam(kept((...given) => given.join(' '))))).toBeUndefined();
});
