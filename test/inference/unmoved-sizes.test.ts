import { describe, expect, test } from 'vitest';
import { unmovedSizes } from '../../src/inference/unmoved-sizes.ts';
import { adamw, heavyBall, optimizers, sgd } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

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

  test('are found in no optimizer that ships with the package', () => {
    for (const optimizer of optimizers) expect([optimizer.name, unmovedSizes(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
