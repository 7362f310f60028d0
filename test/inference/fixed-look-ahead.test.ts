import { expect, test } from 'vitest';
import { fixedLookAhead } from '../../src/inference/fixed-look-ahead.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { coordinatewise } from './rules.ts';

interface Given {
  readonly momentum: number;
  readonly ahead: number;
}

/** Momentum that looks ahead behind a switch, by what is made of its options; `share` of a gradient enters the buffer. */
const looking = (by: (given: Given) => number, options: Partial<Given & { nesterov: number }> = {}, share = 1): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, weightDecay, hyperparameters, memory }) => {
      const d = share * (g + weightDecay * w);
      memory.b = hyperparameters.momentum * (memory.b ?? 0) + d;
      const c = by(hyperparameters as unknown as Given);
      return w - learningRate * (hyperparameters.nesterov ? d + c * memory.b : memory.b);
    },
    { hyperparameters: { momentum: 0.9, nesterov: 0, ...options } },
  );

const verdictOf = async (optimizer: Optimizer): Promise<unknown[]> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['live-hyperparameters'], seed: 1, configurations: 40 });
  return [results[0].verdict, results[0].cause];
};

test('a look-ahead by the default of a momentum that has another value is found', async () => {
  for (const nesterov of [0, 1]) {
    for (const share of [1, 0.1])
      expect(await verdictOf(looking(() => 0.9, { nesterov }, share))).toEqual(['refuted', 'momentum-coefficient']);
  }
});

test('one by another number is undecided', async () => {
  expect(await verdictOf(looking(() => 0.5))).toEqual(['undecided', 'ambiguous']);
});

test.each<[string, Optimizer]>([
  ['momentum', looking(({ momentum }) => momentum)],
  ['momentum, at another default', looking(({ momentum }) => momentum, { momentum: 0.8 }, 0.2)],
  ['an option of its own', looking(({ ahead }) => ahead, { ahead: 0.7 })],
  ['an option that has the same default', looking(({ ahead }) => ahead, { ahead: 0.9 })],
])('one by %s is right', async (_, optimizer) => {
  const turned = { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, nesterov: 1 } };
  expect(fixedLookAhead(optimizer, turned, ['momentum'], 0)).toBeUndefined();
  expect((await verdictOf(optimizer))[0]).toBe('holds');
});
