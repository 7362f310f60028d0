import { describe, expect, test } from 'vitest';
import { firstStepJump } from '../../src/inference/step-jump.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { builtins } from './known.ts';
import { coordinatewise } from './rules.ts';

/** A root of a mean of squares that is used before the gradient enters it. */
const late = (epsilon?: number): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, memory, hyperparameters }) => {
      const root = Math.sqrt(memory.v ?? 0) + (hyperparameters.small ?? 1e-10);
      memory.v = 0.9 * (memory.v ?? 0) + 0.1 * g * g;
      return w - (learningRate * g) / root;
    },
    epsilon === undefined ? {} : { hyperparameters: { small: epsilon } },
  );

describe('a first step that is divided by almost nothing', () => {
  test('by an option', () => {
    expect(firstStepJump(late(1e-8), 0)).toMatchObject({
      cause: 'moment-late',
      sentence: expect.stringContaining('small alone') as string,
    });
  });

  test('by a constant', () => expect(firstStepJump(late(), 0)?.cause).toBe('first-step-jump'));

  test('by an option, in a momentum that remembers it', () => {
    const adopt = (fills: boolean): Optimizer =>
      coordinatewise(
        ({ w, g, learningRate, memory, hyperparameters: { small } }) => {
          const root = Math.max(Math.sqrt(memory.v ?? (fills ? g * g : 0)), small);
          memory.m = 0.9 * (memory.m ?? 0) + (0.1 * g) / root;
          memory.v = 0.9 * (memory.v ?? 0) + 0.1 * g * g;
          return w - learningRate * memory.m;
        },
        { hyperparameters: { small: 1e-6 } },
      );
    expect(firstStepJump(adopt(false), 0)).toMatchObject({
      cause: 'moment-late',
      sentence: expect.stringMatching(/times as long as settled ones, as if small alone/) as string,
    });
    expect(firstStepJump(adopt(true), 0)).toBeUndefined();
  });

  test('a rate that falls fast makes none', () => {
    const falling = coordinatewise(({ w, g, learningRate, step }) => w - learningRate * 0.9 ** step * g, {
      hyperparameters: { small: 1e-8 },
    });
    expect(firstStepJump(falling, 0)).toBeUndefined();
  });

  test('a correction that is left out makes no such step', () => {
    const uncorrected = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.v = 0.9999 * (memory.v ?? 0) + 0.0001 * g * g;
      return w - (learningRate * g) / Math.sqrt(memory.v);
    });
    expect(firstStepJump(uncorrected, 0)).toBeUndefined();
  });
});

describe('a warm-up that begins after the first step', () => {
  const warmed = (share: (step: number) => number): Optimizer =>
    coordinatewise(({ w, g, learningRate, memory, step }) => {
      memory.v = 0.9 * (memory.v ?? 0) + 0.1 * g * g;
      return w - (learningRate * share(step) * g) / Math.sqrt(memory.v / (1 - 0.9 ** step));
    });

  test.each([10, 40, 200])('of %i steps', (steps) => {
    expect(
      firstStepJump(
        warmed((step) => (step === 1 ? 1 : Math.min(1, step / steps))),
        0,
      )?.cause,
    ).toBe('first-step-jump');
    expect(
      firstStepJump(
        warmed((step) => Math.min(1, step / steps)),
        0,
      ),
    ).toBeUndefined();
  });

  test('is no schedule that falls', () =>
    expect(
      firstStepJump(
        warmed((step) => 1 / step),
        0,
      ),
    ).toBeUndefined());
});

test.each(builtins)('$name makes no such step', (optimizer) => {
  expect(firstStepJump(optimizer, 0)).toBeUndefined();
});
