import { expect, test } from 'vitest';
import { areTrainedInTurns } from '../../src/inference/turns.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Signs of a running mean, of the tensors that have their turn at a call. */
const inTurns = (isIn: (place: number, count: number, call: number) => boolean): Optimizer => ({
  name: 'in-turns',
  hyperparameters: { beta: 0.9 },
  init: ({ parameters }) => ({ calls: 0, of: parameters.map(({ data }) => data.map(() => 0)) }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta } }) {
    const kept = state as { calls: number; of: Float64Array[] };
    parameters.forEach(({ data: w }, i) => {
      if (!isIn(i, parameters.length, kept.calls)) return;
      const m = kept.of[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = beta * m[j] + (1 - beta) * gradients[i].data[j];
        w[j] -= learningRate * (Math.sign(m[j]) + weightDecay * w[j]);
      }
    });
    kept.calls += 1;
  },
});

test.each([
  ['one after the other', (place: number, count: number, call: number) => Math.floor(call / 5) % count === place],
  ['one more every few steps', (place: number, count: number, call: number) => count - 1 - place <= call / 8],
])('tensors that are trained %s refute nothing', async (_, isIn) => {
  expect(areTrainedInTurns(inTurns(isIn), 0)).toBe(true);
  const { results } = await checkOptimizer(inTurns(isIn), { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted').map(({ law, cause }) => [law, cause])).toEqual([]);
});

test.each([
  ['all at once', () => true],
  ['all but the last, for ever', (place: number, count: number) => place < count - 1 || count === 1],
  ['all at every second step', (_place: number, _count: number, call: number) => call % 2 === 0],
])('%s is not in turns', (_, isIn) => expect(areTrainedInTurns(inTurns(isIn), 0)).toBe(false));

test('no optimizer of the package trains in turns', () =>
  expect(optimizers.filter((optimizer) => areTrainedInTurns(optimizer, 0)).map(({ name }) => name)).toEqual([]));
