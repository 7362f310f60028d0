import { expect, test } from 'vitest';
import { stopForGood } from '../../src/inference/frozen-for-good.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface Memory {
  calls: number;
  last: number;
  frozen: number;
  readonly m: Float64Array[];
}

/** Heavy ball of which the first tensor that still moves stops once its gradient has nearly the length of four calls before. */
const freezing = (bufferOf: (place: number, frozen: number) => number, decaysFrozen = false): Optimizer => ({
  name: 'freezing',
  hyperparameters: { momentum: 0.9, share: 0.2 },
  init: ({ parameters }) => ({ calls: 0, last: 0, frozen: 0, m: parameters.map(() => new Float64Array(512)) }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, share } }) {
    const own = state as Memory;
    own.calls += 1;
    if (own.frozen < parameters.length - 1 && own.calls % 4 === 0) {
      const length = Math.hypot(...gradients[own.frozen].data);
      const settles = own.last > 0 && Math.abs(length - own.last) < share * own.last;
      own.last = settles ? 0 : length;
      if (settles) own.frozen += 1;
    }
    parameters.forEach(({ data: w }, i) => {
      if (decaysFrozen && i < own.frozen) for (let j = 0; j < w.length; j++) w[j] *= 1 - learningRate * weightDecay;
      if (i < own.frozen) return;
      const m = own.m[bufferOf(i, own.frozen)];
      for (let j = 0; j < w.length; j++) {
        m[j] = momentum * m[j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= learningRate * m[j];
      }
    });
  },
});

const laws = ['partition-invariance', 'zero-gradient-decay'] as const;

test('tensors that stop for good as their gradients say refute nothing, where decay is claimed and where it is not', async () => {
  const honest = freezing((place) => place);
  expect(stopForGood(honest, 0)).toBe(true);
  for (const contract of [undefined, { weightDecay: 'coupled' as const }]) {
    const { results } = await checkOptimizer(contract === undefined ? honest : { ...honest, contract }, { laws, seed: 7 });
    expect(results.filter(({ verdict }) => verdict === 'refuted')).toEqual([]);
  }
});

test('those that go on to decay once they have stopped are refuted', async () => {
  const shrinking = freezing((place) => place, true);
  const { results } = await checkOptimizer(shrinking, { laws: ['partition-invariance'], seed: 7 });
  expect(results).toMatchObject([{ verdict: 'refuted', cause: 'decay-at-rest' }]);
});

test('buffers that are counted among those that still move are refuted', async () => {
  const shifted = freezing((place, frozen) => place - frozen);
  expect(stopForGood(shifted, 0)).toBe(false);
  const { results } = await checkOptimizer(shifted, { laws: ['partition-invariance'], seed: 7 });
  expect(results).toMatchObject([{ verdict: 'refuted' }]);
});

test('no optimizer of the package stops', () =>
  expect(optimizers.filter((optimizer) => stopForGood(optimizer, 0)).map(({ name }) => name)).toEqual([]));
