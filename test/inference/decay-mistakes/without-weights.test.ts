import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import { decayWithoutWeights } from '../../../src/inference/decay-mistakes/without-weights.ts';
import { adamw, heavyBall, scheduleFreeSgd } from '../../../src/optimizers/index.ts';
import { coordinatewise, type CoordinateStep } from '../rules.ts';

/** Momentum that is drawn to somewhere by λ. */
const drawn = (pull: (step: CoordinateStep) => number): ReturnType<typeof coordinatewise> =>
  coordinatewise((each) => {
    const { w, g, learningRate, weightDecay, memory } = each;
    memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
    memory.start ??= w;
    memory.kept = 0.5 * ((memory.kept ?? w) + w);
    return w - learningRate * (Math.sign(memory.m) + weightDecay * pull(each));
  });

test.each([
  ['the moment', ({ memory }) => memory.m],
  ['the gradient', ({ g }) => g],
] satisfies [string, (step: CoordinateStep) => number][])('λ that multiplies %s decays nothing', (_, pull) => {
  expect(inferDecay(drawn(pull)).finding).toMatchObject({
    cause: 'decay-skips-zero-gradient',
    sentence: expect.stringContaining('where it should multiply the weights') as string,
  });
});

test.each([
  ['the weights', ({ w }) => w],
  ['the way from the start', ({ w, memory }) => w - memory.start],
  ['a mean of weights that the state keeps', ({ memory }) => memory.kept],
] satisfies [string, (step: CoordinateStep) => number][])('λ that multiplies %s does', (_, pull) => {
  expect(decayWithoutWeights(drawn(pull), 0)).toBeUndefined();
});

test('nor is it found in an optimizer that decays', () => {
  for (const optimizer of [adamw, heavyBall, scheduleFreeSgd]) expect(decayWithoutWeights(optimizer, 0)).toBeUndefined();
});
