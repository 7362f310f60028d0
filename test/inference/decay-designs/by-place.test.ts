import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';

/** Signs of a running mean, whose rate and decay have factors of the place. */
const placed = (
  rateOf: (place: number, count: number) => number,
  decayOf: (place: number, count: number) => number = rateOf,
): Optimizer => ({
  name: 'placed',
  hyperparameters: { beta: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta } }) {
    parameters.forEach(({ data: w }, i) => {
      const m = state[i] as Float64Array;
      const [rate, decay] = [rateOf, decayOf].map((of) => learningRate * of(i, parameters.length));
      for (let j = 0; j < w.length; j++) {
        m[j] = beta * m[j] + (1 - beta) * gradients[i].data[j];
        w[j] -= rate * Math.sign(m[j]) + decay * weightDecay * w[j];
      }
    });
  },
});

test.each([
  ['from the last tensor on', (place: number, count: number) => 0.75 ** (count - 1 - place)],
  ['at once before the last one', (place: number, count: number) => (place === count - 1 ? 10 : 1)],
  ['over the root of the number of tensors', (_: number, count: number) => count ** -0.5],
])('a decay by the rate of the tensor is that of rates that fall %s', async (_, rateOf) => {
  expect(inferDecay(placed(rateOf)).design?.hypothesis.factor).toBe('tensor');
  expect(inferDecay(placed(rateOf), { weightDecay: 'decoupled' }).finding).toBeUndefined();
  const { results } = await checkOptimizer(placed(rateOf), { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted').map(({ diagnosis }) => diagnosis)).toEqual([]);
});

test('a decay by rates that fall below a head, whose rate an option sets, is that of the rates, and no other one is', async () => {
  const headed = (strength: number): Optimizer => ({
    ...placed(() => 1),
    hyperparameters: { beta: 0.9, fall: 0.8, head: 10 },
    update({ hyperparameters, ...given }) {
      const rateOf = (place: number, count: number): number =>
        place === count - 1 ? hyperparameters.head : hyperparameters.fall ** (count - 1 - place);
      const { update } = placed(rateOf, (place, count) => strength * rateOf(place, count));
      update({ hyperparameters, ...given });
    },
  });
  const claimed = { ...headed(1), contract: { weightDecay: 'decoupled' as const } };
  const { results } = await checkOptimizer(claimed, { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted').map(({ diagnosis }) => diagnosis)).toEqual([]);
  expect(inferDecay(headed(0.5), { weightDecay: 'decoupled' }).finding).toBeDefined();
});

test('a decay that is twice the rate of the tensor, or falls where the rate does not, is none', () => {
  const falling = (place: number, count: number): number => 0.75 ** (count - 1 - place);
  expect(inferDecay(placed(falling, (place, count) => 2 * falling(place, count))).finding).toBeDefined();
  expect(inferDecay(placed(() => 1, falling)).finding).toBeDefined();
  expect(inferDecay(placed((_, count) => 1 / count)).finding?.cause).toBe('step-length-by-tensors');
});
