import { describe, expect, test } from 'vitest';
import { normalTensors, probeShapes } from '../../src/inference/probe-problem.ts';
import { growingOption, inferRest } from '../../src/inference/rest.ts';
import { stream } from '../../src/random/stream.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

/** Nothing but what is done to the rows of each tensor. */
const byRow = (change: (row: Float64Array) => void): Optimizer => ({
  name: 'by row',
  init: () => ({}),
  update({ parameters }: UpdateArguments) {
    for (const { data, shape } of parameters) {
      const columns = shape.length > 1 ? data.length / shape[0] : data.length;
      for (let from = 0; from < data.length; from += columns) change(data.subarray(from, from + columns) as Float64Array);
    }
  },
});

const normalise = (row: Float64Array): void => {
  const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
  const length = Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0));
  row.forEach((x, j) => (row[j] = (x - mean) / length));
};

test('published designs move weights without a gradient', () => {
  expect(inferRest(byRow(normalise))?.cause).toBe('norm-fixed');
  const fromage = coordinatewise(({ w, learningRate }) => w / Math.sqrt(1 + learningRate ** 2));
  expect(inferRest(fromage)?.cause).toBe('decay-built-in');
  const declared = coordinatewise(({ w, learningRate, hyperparameters: { lambd } }) => (1 - learningRate * lambd) * w, {
    hyperparameters: { lambd: 1e-4 },
  });
  expect(inferRest(declared)).toMatchObject({ cause: 'decay-built-in', sentence: expect.stringContaining('lambd') as string });
});

test('the smallest weights may be set to zero, and not those of a place', () => {
  const pruned = byRow((row) => {
    const sizes = Array.from(row, Math.abs).sort((a, b) => b - a);
    row.forEach((w, j) => (row[j] = Math.abs(w) < sizes[Math.floor(row.length / 2)] ? 0 : w));
  });
  const whole: Optimizer = {
    ...pruned,
    update: (given) =>
      pruned.update({ ...given, parameters: given.parameters.map(({ data }) => ({ data, shape: [data.length] })) }),
  };
  expect(inferRest(whole)?.cause).toBe('weights-pruned');
  expect(inferRest(byRow((row) => void (row[0] = 0)))).toBeUndefined();
});

test.each<[string, Optimizer]>([
  ['a constant decay', coordinatewise(({ w, learningRate }) => (1 - 0.01 * learningRate) * w)],
  ['a drift', coordinatewise(({ w }) => w + 1e-6)],
  ['a first step that is too short once', coordinatewise(({ w, step }) => (step === 1 ? 0.7 * w : w))],
  [
    'weights that are replaced by others of norm one',
    byRow((row) => row.forEach((x, j) => (row[j] = Math.sign(x) / Math.sqrt(row.length)))),
  ],
  ['weights that are rounded', coordinatewise(({ w }) => Math.fround(w))],
])('%s is none', (_, optimizer) => expect(inferRest(optimizer)).toBeUndefined());

test('no rule of the package does', () => {
  for (const optimizer of optimizers) expect([optimizer.name, inferRest(optimizer)]).toEqual([optimizer.name, undefined]);
});

describe('an option by which weights grow', () => {
  const growing = (sign: number): Optimizer =>
    coordinatewise(({ w, hyperparameters: { extra } }) => w * (1 + (sign * extra) / 2), { hyperparameters: { extra: 0 } });
  const rest = {
    start: normalTensors(probeShapes, 'float64', stream('rest').seek(0, 0)),
    learningRate: 1 / 16,
    hyperparameters: { extra: 0.5 },
  };

  test('is named where its sign is wrong', () => expect(growingOption(growing(1), rest, 1e-12)).toBe('extra'));

  test('is none where weights shrink by it, or grow whatever it is', () => {
    expect(growingOption(growing(-1), rest, 1e-12)).toBeUndefined();
    const always = coordinatewise(({ w, hyperparameters: { extra } }) => w * (1.1 + extra), { hyperparameters: { extra: 0 } });
    expect(growingOption(always, rest, 1e-12)).toBeUndefined();
  });
});

test.each([
  ['a box', (w: number) => Math.max(-4, Math.min(4, w)), 'none is left above 4 or below -4'],
  ['what is not negative', (w: number) => Math.max(0, w), 'none is left below 0'],
])('weights are clamped to %s', (_, clamp, words) => {
  const clamped = coordinatewise(({ w, g, learningRate }) => clamp(w - learningRate * g));
  expect(inferRest(clamped)).toEqual({ cause: 'weights-clamped', sentence: expect.stringContaining(words) as string });
});

test.each([
  ['by as much', (w: number) => (w > 4 ? w - 1 : w)],
  ['to another place', (w: number) => (w > 4 ? 3 : w)],
  ['whatever they are', (w: number) => w + 0.01],
])('weights that are moved %s are in no box', (_, move) => {
  expect(inferRest(coordinatewise(({ w }) => move(w)))).toBeUndefined();
});
