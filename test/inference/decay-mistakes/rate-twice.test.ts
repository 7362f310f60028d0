import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import { decayTimesRateTwice } from '../../../src/inference/decay-mistakes/rate-twice.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { coordinatewise, type CoordinateStep } from '../rules.ts';

/** Signs of a mean under a schedule of the rule's own, with a decay of its own. */
const scheduled = (share: (rate: number, given: CoordinateStep) => number): Optimizer =>
  coordinatewise((given) => {
    const { w, g, learningRate, memory, step } = given;
    const rate = learningRate * Math.min(1, step / 20);
    memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
    memory.peak = Math.max(memory.peak ?? 0, learningRate);
    return w - rate * Math.sign(memory.m) - share(rate, given) * w;
  });

test('a decay that goes with the square of the rate, under a schedule of its own, is named', () => {
  const twice = scheduled((rate, { learningRate, weightDecay }) => rate * learningRate * weightDecay);
  expect(decayTimesRateTwice(twice, 0)?.cause).toBe('decay-times-rate-twice');
  expect(inferDecay(twice).finding?.cause).toBe('decay-times-rate-twice');
});

test.each<[string, Optimizer]>([
  ['of the warmed rate', scheduled((rate, { weightDecay }) => rate * weightDecay)],
  ['of the rate that is given', scheduled((_, { learningRate, weightDecay }) => learningRate * weightDecay)],
  ['that no rate multiplies', scheduled((_, { weightDecay }) => weightDecay)],
  ['relative to a rate of the code', scheduled((_, { learningRate: r, weightDecay }) => (r * r * weightDecay) / 0.02)],
  [
    'relative to the first rate',
    scheduled((_, { learningRate: r, weightDecay, memory }) => (r * r * weightDecay) / (memory.first ??= r)),
  ],
  [
    'relative to the largest rate',
    scheduled((_, { learningRate: r, weightDecay, memory }) => (r * r * weightDecay) / memory.peak),
  ],
])('not one %s', (_, subject) => expect(decayTimesRateTwice(subject, 0)).toBeUndefined());
