import { expect, test } from 'vitest';
import { growingBesideGradients, growingWhenSet } from '../../src/inference/growing-when-set.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise, type CoordinateStep } from './rules.ts';

const withOption = (rule: (step: CoordinateStep, option: number) => number): Optimizer =>
  coordinatewise((step) => rule(step, step.hyperparameters.extra), { hyperparameters: { extra: 0 } });

/** A rate that grows with the square of what weights are multiplied by, as an exponential rate does in the place of a decay. */
const along: Optimizer = {
  name: 'along',
  hyperparameters: { extra: 0 },
  init: () => ({ factor: 1 }),
  update({ parameters, gradients, state: given, learningRate, hyperparameters: { extra } }) {
    const state = given as { factor: number };
    parameters.forEach(({ data: w }, i) => {
      const rate = learningRate * state.factor ** 2;
      for (let j = 0; j < w.length; j++) w[j] = (1 + extra) * (w[j] - rate * gradients[i].data[j]);
    });
    state.factor *= 1 + extra;
  },
};

test.each<[string, Optimizer]>([
  ['a penalty of squares that is subtracted', withOption(({ w, g, learningRate }, l2) => w - learningRate * (g - l2 * w))],
  ['one that the learning rate does not enter', withOption(({ w, g, learningRate }, l2) => w * (1 + l2 / 2) - learningRate * g)],
  [
    'a penalty of magnitudes that is subtracted',
    withOption(({ w, g, learningRate }, l1) => w - learningRate * (g - l1 * Math.sign(w))),
  ],
  [
    'a proximal decay that multiplies',
    withOption(({ w, g, learningRate }, l2) => (w - learningRate * g) * (1 + learningRate * l2)),
  ],
  [
    'a penalty that gradients weigh and that is subtracted',
    withOption(({ w, g, learningRate }, l2) => w - learningRate * (g - l2 * Math.abs(g) * w)),
  ],
  [
    'one of matrices alone',
    withOption(({ w, g, learningRate, tensor }, l2) => w - learningRate * (g + (tensor === 1 ? l2 : -l2) * w)),
  ],
  [
    'one by which steps grow with the weights, though not enough',
    withOption(({ w, g, learningRate }, l2) => (w - learningRate * g) * (1 + l2)),
  ],
])('%s makes weights grow', (_, optimizer) =>
  expect(growingWhenSet(optimizer)).toEqual({ cause: 'decay-grows', sentence: expect.stringContaining('extra') as string }),
);

test.each<[string, Optimizer]>([
  ['a penalty of squares', withOption(({ w, g, learningRate }, l2) => w - learningRate * (g + l2 * w))],
  ['one of magnitudes', withOption(({ w, g, learningRate }, l1) => w - learningRate * (g + l1 * Math.sign(w)))],
  ['a pull to a magnitude', withOption(({ w, g, learningRate }, pull) => w - learningRate * (g + pull * (w - Math.sign(w))))],
  [
    'a push to the ends of a grid of whole numbers',
    withOption(({ w, g, learningRate }, push) => {
      const moved = w - learningRate * g;
      return push > 0 && Math.abs(moved) < 127 ? Math.sign(moved) * Math.min(127, Math.abs(moved) + learningRate * push) : moved;
    }),
  ],
  [
    'weights that are stretched once, at the first step',
    withOption(({ w, g, learningRate, step }, gain) => w * (step === 1 ? 1 + gain : 1) - learningRate * g),
  ],
  ['growth along the orbit, for which steps grow with the square of the weights', along],
  [
    'a step that multiplies',
    withOption(
      ({ w, g, learningRate }, part) =>
        (1 - part) * (w - learningRate * g) + part * w * Math.exp(-learningRate * g * Math.sign(w)),
    ),
  ],
  ['a number that is added', withOption(({ w, g, learningRate }, bias) => w - learningRate * g + bias)],
  [
    'a value that it refuses',
    withOption(({ w, g, learningRate }, extra) => {
      if (extra > 0) throw new RangeError('extra');
      return w - learningRate * g;
    }),
  ],
])('%s does not', (_, optimizer) => expect(growingWhenSet(optimizer)).toBeUndefined());

const sized = (part: number): Optimizer =>
  coordinatewise(({ w, g, learningRate }) => w - learningRate * (g + part * Math.abs(g) * w));

test('weights that gradients of both signs make larger are found, and such that they make smaller are not', () => {
  expect(growingBesideGradients(sized(-0.01))?.cause).toBe('decay-grows');
  expect(growingBesideGradients(sized(0.01))).toBeUndefined();
});

test.each(optimizers)('gradients do not make the weights of $name larger', (optimizer) =>
  expect(growingBesideGradients(optimizer)).toBeUndefined(),
);
