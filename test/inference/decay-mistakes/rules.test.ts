import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import { coordinatewise } from '../rules.ts';

/** SGD with a decay whose strength is a function of λ. */
const decayed = (strength: (weightDecay: number) => number): ReturnType<typeof coordinatewise> =>
  coordinatewise(({ w, g, learningRate, weightDecay }) => w - learningRate * (g + strength(weightDecay) * w));

test('a decay that is multiplied by λ twice is not proportional to it', () => {
  expect(inferDecay(decayed((weightDecay) => weightDecay ** 2)).finding?.cause).toBe('decay-not-proportional');
  expect(inferDecay(decayed((weightDecay) => weightDecay)).finding).toBeUndefined();
});
