import { expect, test } from 'vitest';
import { hiddenEpsilon, uncorrectedEpsilon } from '../../src/inference/hidden-epsilon.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sample } from '../size.ts';
import { coordinatewise } from './rules.ts';

/** AdamW with another constant beside its epsilon, where `place` puts it. */
function adamWith(place: (v: number, correction: number, step: number) => number, options = {}): Optimizer {
  return coordinatewise(
    ({ w, g, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, memory, step }) => {
      memory.m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
      memory.v = beta2 * (memory.v ?? 0) + (1 - beta2) * g * g;
      const m = memory.m / (1 - beta1 ** step);
      return (1 - learningRate * weightDecay) * w - (learningRate * m) / (place(memory.v, 1 - beta2 ** step, step) + epsilon);
    },
    { hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options } },
  );
}

/** Adagrad over the root of the number of steps, whose sum starts at 1e-12. */
const accumulating = coordinatewise(
  ({ w, g, learningRate, weightDecay, hyperparameters: { epsilon }, memory, step }) => {
    memory.sum = (memory.sum ?? 1e-12) + g * g;
    return (1 - learningRate * weightDecay) * w - (learningRate * g) / (Math.sqrt(memory.sum / step) + epsilon);
  },
  { hyperparameters: { decay: 0.999, epsilon: 1e-8 } },
);

test('a constant before the correction, beside an epsilon, is a mistake', () => {
  const subject = adamWith((v, correction) => Math.sqrt((v + 1e-15) / correction));
  const finding = uncorrectedEpsilon(subject, ['epsilon']);
  expect(finding?.cause).toBe('epsilon-scaled-by-correction');
  expect(finding?.sentence).toMatch(/about 4e-7 at step 2, and of 3e-8 at step 400/);
  expect(inferProfile(subject).findings.epsilon).toEqual(finding);
});

test.each<[string, Optimizer]>([
  ['an epsilon that is no option, after the correction', adamWith((v, correction) => Math.sqrt(v / correction) + 1e-7)],
  ['a sum of squares that starts above zero', accumulating],
  ['nothing else', adamWith((v, correction) => Math.sqrt(v / correction))],
])('not %s', (_, subject) => expect(uncorrectedEpsilon(subject, ['epsilon'])).toBeUndefined());

test('an epsilon is as large as the gradient that halves a step', () => {
  expect(hiddenEpsilon(adamWith((v, correction) => Math.sqrt(v / correction)))! / 1e-8).toBeCloseTo(1, 3);
});

const { cases, said } = sample(optimizers, 4);
test(`no rule of the package has one${said}`, () => {
  for (const optimizer of cases)
    expect([optimizer.name, inferProfile({ ...optimizer, contract: undefined }).findings.epsilon]).toEqual([
      optimizer.name,
      undefined,
    ]);
});
