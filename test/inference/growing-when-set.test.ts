import { expect, test } from 'vitest';
import { growingWhenSet } from '../../src/inference/growing-when-set.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise, type CoordinateStep } from './rules.ts';

const withOption = (rule: (step: CoordinateStep, option: number) => number): Optimizer =>
  coordinatewise((step) => rule(step, step.hyperparameters.extra), { hyperparameters: { extra: 0 } });

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
  ['a number that is added', withOption(({ w, g, learningRate }, bias) => w - learningRate * g + bias)],
  [
    'a value that it refuses',
    withOption(({ w, g, learningRate }, extra) => {
      if (extra > 0) throw new RangeError('extra');
      return w - learningRate * g;
    }),
  ],
])('%s does not', (_, optimizer) => expect(growingWhenSet(optimizer)).toBeUndefined());
