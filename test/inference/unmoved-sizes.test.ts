import { describe, expect, test } from 'vitest';
import { unmovedSizes } from '../../src/inference/unmoved-sizes.ts';
import { adamw, heavyBall, optimizers, sgd } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

/** The optimizer, which leaves a step out where an entry is smaller than something. */
const skipping = (optimizer: Optimizer, least: (hyperparameters: Readonly<Record<string, number>>) => number): Optimizer => ({
  ...optimizer,
  update(given) {
    const small = least(given.hyperparameters);
    if (given.gradients.every(({ data }) => data.every((x: number) => Math.abs(x) > small))) optimizer.update(given);
  },
});

describe('gradients that move nothing because they are small', () => {
  test.each([adamw, heavyBall, sgd])('are found under $name, with their size', (optimizer) => {
    expect(
      unmovedSizes(
        skipping(optimizer, () => 6e-5),
        0,
      ),
    ).toMatchObject({
      cause: 'gradient-never-moves',
      sentence: expect.stringContaining('0.00006') as string,
    });
  });

  test('are a design where an option says so, and a guard where they are next to nothing', () => {
    const asked = { ...sgd, hyperparameters: { ...sgd.hyperparameters, dead: 1e-3 } };
    expect(
      unmovedSizes(
        skipping(asked, ({ dead }) => dead),
        0,
      ),
    ).toBeUndefined();
    expect(
      unmovedSizes(
        skipping(sgd, () => 1e-12),
        0,
      ),
    ).toBeUndefined();
  });

  /** Gradients on a grid; what is lost is carried over, or not. */
  const onGrid = (carries: boolean, levelsOf: (options: Readonly<Record<string, number>>) => number): Optimizer =>
    coordinatewise(
      ({ w, g, learningRate, memory, hyperparameters }) => {
        const levels = levelsOf(hyperparameters);
        if (!(levels >= 1)) throw new RangeError('levels must be 1 or more');
        const whole = g + (carries ? (memory.lost ?? 0) : 0);
        const sent = Math.round(whole * levels) / levels;
        memory.lost = whole - sent;
        return w - learningRate * sent;
      },
      { hyperparameters: { mu: 0.9, levels: 1024 } },
    );

  test('are carried over by design, where more of them move something', () => {
    expect(
      unmovedSizes(
        onGrid(true, () => 1024),
        0,
      ),
    ).toBeUndefined();
    expect(
      unmovedSizes(
        onGrid(false, () => 1024),
        0,
      )?.cause,
    ).toBe('gradient-never-moves');
  });

  test.each([
    ['levels', (levels: number) => levels],
    ['a size of levels that cannot be made much smaller', (levels: number) => Math.min(levels, 4096)],
  ])('are a design where an option says %s', (_, levelsOf) => {
    expect(
      unmovedSizes(
        onGrid(false, ({ levels }) => levelsOf(levels)),
        0,
      ),
    ).toBeUndefined();
  });

  test('are found in no optimizer that ships with the package', () => {
    for (const optimizer of optimizers) expect([optimizer.name, unmovedSizes(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
