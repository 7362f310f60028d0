import { expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

/** Adam that becomes momentum after some steps, and decays in its own way from there on. */
const switching = (decay: (w: number, share: number, step: number) => number): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, weightDecay, memory, step }) => {
      memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
      memory.v = 0.99 * (memory.v ?? 0) + 0.01 * g * g;
      const u = step <= 6 ? memory.m / (1 - 0.9 ** step) / (Math.sqrt(memory.v / (1 - 0.99 ** step)) + 1e-8) : memory.m;
      const share = learningRate * weightDecay;
      return decay(w - learningRate * u - share * w, share, step);
    },
    { hyperparameters: { after: 6 } },
  );

test('a decay that is applied twice from some step on is named', () => {
  const twice = switching((w, share, step) => (step > 6 ? w - share * w : w));
  for (const contract of [{}, { weightDecay: 'decoupled' as const }])
    expect(inferProfile({ ...twice, contract }).findings.decay).toMatchObject({
      cause: 'decay-twice',
      sentence: expect.stringMatching(/^from step 7 on/),
    });
});

test('one that is doubled by a schedule is a design', () => {
  const doubled: Optimizer = coordinatewise(
    ({ w, g, learningRate, weightDecay, memory, step }) => {
      memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
      memory.v = 0.99 * (memory.v ?? 0) + 0.01 * g * g;
      const u = memory.m / (1 - 0.9 ** step) / (Math.sqrt(memory.v / (1 - 0.99 ** step)) + 1e-8);
      return w - learningRate * (u + (step > 6 ? 2 : 1) * weightDecay * w);
    },
    { hyperparameters: { beta: 0.9 } },
  );
  expect(inferProfile(doubled).findings.decay).toBeUndefined();
});

test('one that stays as it is or that ends is not', () => {
  const none = switching((w) => w);
  const ended = switching((w, share, step) => (step > 6 ? w / (1 - share) : w));
  expect(inferProfile(none).findings.decay).toBeUndefined();
  expect(inferProfile(ended).findings.decay?.cause).not.toBe('decay-twice');
});
