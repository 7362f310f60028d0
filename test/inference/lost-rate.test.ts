import { describe, expect, test } from 'vitest';
import { cancelledRate, defaultedRate, flooredRate } from '../../src/inference/lost-rate.ts';
import { adamw, heavyBall, optimizers, rmspropTf } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { expectHolds, lawOf } from '../laws/asking.ts';
import { coordinatewise } from './rules.ts';

/** The optimizer at a rate that is never less than a thousandth. */
const floored = (optimizer: Optimizer, least: number): Optimizer => ({
  ...optimizer,
  update: (given) => optimizer.update({ ...given, learningRate: Math.max(least, given.learningRate) }),
});

describe('a learning rate with a floor', () => {
  test.each([adamw, heavyBall, rmspropTf].map((optimizer) => [optimizer.name, optimizer] as const))(
    'is found under %s, with its size',
    (_, optimizer) => {
      expect(flooredRate(floored(optimizer, 1e-3), 0)).toEqual({
        cause: 'rate-floor',
        sentence: expect.stringContaining('below 0.001 ') as string,
      });
    },
  );

  /** The optimizer at a rate that its options make of that which it is given. */
  const said = (
    options: Readonly<Record<string, number>>,
    choose: (rate: number, options: Readonly<Record<string, number>>) => number,
  ): Optimizer => ({
    ...adamw,
    hyperparameters: { ...adamw.hyperparameters, ...options },
    update: (given) => adamw.update({ ...given, learningRate: choose(given.learningRate, given.hyperparameters) }),
  });

  test('is none where an option says it, as a rate, a share or an exponent', () => {
    expect(
      flooredRate(
        said({ least: 1e-6 }, (rate, { least }) => Math.max(rate, least)),
        0,
      ),
    ).toBeUndefined();
    expect(
      flooredRate(
        said({ times: 1000 }, (rate, { times }) => Math.max(rate, 1 / times)),
        0,
      ),
    ).toBeUndefined();
    expect(
      flooredRate(
        said({ power: -4 }, (rate, { power }) => Math.max(rate, 10 ** power)),
        0,
      ),
    ).toBeUndefined();
  });

  test('is found beside an option that multiplies the rate', () => {
    expect(
      flooredRate(
        said({ scale: 1 }, (rate, { scale }) => Math.max(scale * rate, 1e-3)),
        0,
      )?.cause,
    ).toBe('rate-floor');
  });

  test('is none where an epsilon is added to the rate', () => {
    const raised: Optimizer = {
      ...adamw,
      update: (given) => adamw.update({ ...given, learningRate: given.learningRate + 1e-6 }),
    };
    expect(flooredRate(raised, 0)).toBeUndefined();
  });

  test('no optimizer that ships with the package has one', () => {
    for (const optimizer of optimizers) expect([optimizer.name, flooredRate(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});

describe('a learning rate of zero', () => {
  const defaulted = (optimizer: Optimizer): Optimizer => ({
    ...optimizer,
    update: (given) => optimizer.update({ ...given, learningRate: given.learningRate || 1e-3 }),
  });

  test.each([adamw, heavyBall, rmspropTf])('that is taken for a missing one is found under $name', (optimizer) => {
    expect(defaultedRate(defaulted(optimizer), 0)).toMatchObject({ cause: 'rate-floor' });
  });

  test('moves nothing in any optimizer that ships with the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, defaultedRate(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});

describe('a learning rate that cancels', () => {
  const squared = coordinatewise(({ w, g, learningRate, memory }) => {
    memory.v = 0.9 * (memory.v ?? 0) + 0.1 * (learningRate * g) ** 2;
    return w - (0.01 * learningRate * g) / Math.sqrt(memory.v);
  });

  test('is found where it is in the second moment as well', () => {
    expect(cancelledRate(squared, 0)).toMatchObject({ cause: 'rate-dead' });
  });

  test('is no mistake of a rule that bets a growing wealth and so has no rate', () => {
    const bets = coordinatewise(({ w, g, learningRate, memory }) => {
      const x = learningRate * g;
      memory.start ??= w;
      memory.largest = Math.max(memory.largest ?? 0, Math.abs(x));
      memory.sizes = (memory.sizes ?? 0) + Math.abs(x);
      memory.wealth = Math.max(0, (memory.wealth ?? 0) - x * (w - memory.start));
      memory.sum = (memory.sum ?? 0) - x;
      const fraction = memory.sum / (memory.largest * Math.max(memory.sizes + memory.largest, 100 * memory.largest));
      return memory.start + fraction * (memory.largest + memory.wealth);
    });
    expect(cancelledRate(bets, 0)).toBeUndefined();
  });

  test('does so in no optimizer that ships with the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, cancelledRate(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});

test('an optimizer may refuse a rate of zero', () => {
  const positive: Optimizer = {
    ...heavyBall,
    update(given) {
      if (!(given.learningRate > 0)) throw new RangeError(`the learning rate has to be positive, received ${given.learningRate}`);
      heavyBall.update(given);
    },
  };
  expect(defaultedRate(positive, 0)).toBeUndefined();
  expectHolds(lawOf('zero-gradient-decay'), positive);
});
