import { describe, expect, test } from 'vitest';
import { actsAside } from '../../src/inference/kept-aside.ts';
import { inferOptions } from '../../src/inference/options.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

/** Sign descent that keeps something beside what it steps by, at a coefficient that is an option. */
const keeping = (kept: (w: number, g: number) => number, acts = false) =>
  coordinatewise(
    ({ w, g, learningRate, memory, hyperparameters: { beta } }) => {
      const next = w - learningRate * Math.sign(g) * (acts ? 1 + (memory.kept ?? 0) : 1);
      memory.kept = beta * (memory.kept ?? w) + (1 - beta) * kept(next, g);
      return next;
    },
    { hyperparameters: { beta: 0.95 } },
  );

type Row = Float64Array | Float32Array;

/** Momentum that keeps something beside what it steps by, in a part of the state that comes first. */
const beside = (
  options: Record<string, number>,
  keep: (
    own: { kept: Row[][]; count: number },
    weights: Row[],
    options: Readonly<Record<string, number>>,
    step: number,
    gradients: Row[],
  ) => void,
): Optimizer => ({
  name: 'beside',
  hyperparameters: options,
  init: ({ parameters }) => ({
    kept: [parameters.map(({ data }) => data.slice())],
    count: 0,
    m: parameters.map(({ data }) => data.map(() => 0)),
  }),
  update({ parameters, gradients, state, learningRate, step, hyperparameters }) {
    if (!(learningRate > 0)) throw new RangeError('a rate has to be positive');
    const own = state as { kept: Row[][]; count: number; m: Row[] };
    parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) {
        own.m[i][j] = 0.9 * own.m[i][j] + gradients[i].data[j];
        data[j] -= learningRate * own.m[i][j];
      }
    });
    const [weights, g] = [parameters, gradients].map((tensors) => tensors.map(({ data }) => data));
    keep(own, weights, hyperparameters, step, g);
  },
});

/** The latest few of something. */
const latest = (of: 'weights' | 'gradients', many: number): Optimizer =>
  beside({ latest: many }, (own, weights, options, _, gradients) => {
    own.kept.push((of === 'weights' ? weights : gradients).map((data) => data.slice()));
    while (own.kept.length > options.latest) own.kept.shift();
  });

describe('an option that moves no weight', () => {
  test('acts aside on an average of the weights', () => {
    const average = keeping((w) => w);
    expect(actsAside(average, 'beta', [0.5])).toBe(true);
    expect(inferOptions(average)).toEqual([{ name: 'beta', effect: 'aside' }]);
  });

  test('acts aside on an average that is taken late, and at every few steps', () => {
    const average = beside({ from: 100, every: 5 }, (own, weights, { from, every }, step) => {
      if (step < from || (step - from) % every !== 0) return;
      own.count += 1;
      own.kept[0].forEach((a, i) => {
        for (let j = 0; j < a.length; j++) a[j] += (weights[i][j] - a[j]) / own.count;
      });
    });
    expect(actsAside(average, 'from', [200])).toBe(true);
    expect(actsAside(average, 'from', [10_000])).toBe(true);
    expect(actsAside(average, 'every', [10])).toBe(true);
  });

  test.each([
    [4, 8],
    [4, 2],
    [400, 200],
  ])('acts aside on the latest %d weights, or %d', (many, other) =>
    expect(actsAside(latest('weights', many), 'latest', [other])).toBe(true),
  );

  test.each([4, 400])('is dead where it acts on the latest %d gradients', (many) => {
    for (const value of [2 * many, many / 2]) expect(actsAside(latest('gradients', many), 'latest', [value])).toBe(false);
  });

  test.each([
    ['gradients', (_: number, g: number) => g],
    ['squares of gradients', (_: number, g: number) => g * g],
    ['squares of weights', (w: number) => w * w],
  ])('is dead where it acts on an average of %s', (_, of) => {
    expect(actsAside(keeping(of), 'beta', [0.5])).toBe(false);
    expect(inferOptions(keeping(of))).toEqual([{ name: 'beta', effect: 'dead' }]);
  });

  test('is not asked where it does move them', () => {
    expect(inferOptions(keeping((_, g) => g, true))).toEqual([{ name: 'beta', effect: 'alive' }]);
  });
});
