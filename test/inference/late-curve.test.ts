import { describe, expect, test } from 'vitest';
import { inferCore } from '../../src/inference/core/infer-core.ts';
import { lateDeparture } from '../../src/inference/late-curve.ts';
import { adam, adamw, nadam } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

const values = { epsilon: 1e-14 };
/** AdamW, or Adam without a first moment, that counts otherwise. */
const counting = (clock: (step: number) => number, beta1 = 0.9): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, hyperparameters: { beta1, beta2, epsilon }, step, memory }) => {
      const t = clock(step);
      memory.m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
      memory.v = beta2 * (memory.v ?? 0) + (1 - beta2) * g * g;
      return w - (learningRate * memory.m) / (1 - beta1 ** t) / (Math.sqrt(memory.v / (1 - beta2 ** t)) + epsilon);
    },
    { hyperparameters: { beta1, beta2: 0.999, epsilon: 1e-8 } },
  );
const departure = (optimizer: Optimizer) => lateDeparture(optimizer, inferCore(optimizer, values, 0)!, values, 0);

describe('a step counter that ends late', () => {
  test.each([0.9, 0.8, 0])('beta1 = %s', (beta1) => {
    expect(departure(counting((step) => Math.min(step, 256), beta1))).toEqual({
      cause: 'correction-stuck',
      sentence: expect.stringContaining('stops at 256') as string,
    });
    expect(departure(counting((step) => ((step - 1) % 256) + 1, beta1))).toEqual({
      cause: 'correction-stuck',
      sentence: expect.stringContaining('starts again after 256 steps') as string,
    });
  });

  test('and one that is zero again', () => {
    const sentence = expect.stringContaining('not finite after step 256') as string;
    expect(departure(counting((step) => step % 256))).toEqual({ cause: 'not-finite', sentence });
  });

  test('and one whose zero is taken for one', () => {
    const sentence = expect.stringContaining('starts again after 255, where its number format ends') as string;
    expect(departure(counting((step) => step % 256 || 1))).toEqual({ cause: 'correction-stuck', sentence });
  });

  test('is none where counting goes on', () => {
    for (const optimizer of [adam, adamw, nadam]) expect(departure(optimizer)).toBeUndefined();
  });
});

describe('a known mistake that is made from some step on', () => {
  interface Wrong {
    readonly beta1?: number;
    readonly beta2?: number;
    readonly late?: boolean;
    readonly root?: number;
  }

  const turning = (wrong: Wrong, options: Record<string, number> = {}): Optimizer =>
    coordinatewise(
      ({ w, g, learningRate, hyperparameters, step, memory }) => {
        const later = step > (hyperparameters.turn ?? 60) ? wrong : {};
        const { late = false, root = 0.5, beta1 = hyperparameters.beta1, beta2 = hyperparameters.beta2 } = later;
        const { epsilon } = hyperparameters;
        const before = memory.v ?? 0;
        memory.m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
        memory.v = beta2 * before + (1 - beta2) * g * g;
        const second = (late ? before / (1 - beta2 ** (step - 1)) : memory.v / (1 - beta2 ** step)) ** root;
        return w - (learningRate * memory.m) / (1 - beta1 ** step) / (second + epsilon);
      },
      { hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options } },
    );

  test.each([
    ['the coefficients exchanged', { beta1: 0.999, beta2: 0.9 }, 'betas-swapped'],
    ['the second moment late', { late: true }, 'moment-late'],
    ['no root', { root: 1 }, 'moment-without-root'],
  ] as const)('%s', (_, wrong, cause) => {
    expect(departure(turning(wrong))).toEqual({ cause, sentence: expect.stringContaining('from step 61 on') as string });
  });

  test('is asked for where an option says when, and not where one has the same number by chance', () => {
    expect(departure(turning({ root: 1 }, { turn: 60 }))).toBeUndefined();
    expect(departure(turning({ root: 1 }, { other: 60 }))?.cause).toBe('moment-without-root');
  });

  test('another coefficient is nobody’s mistake', () => expect(departure(turning({ beta1: 0.5 }))).toBeUndefined());
});

describe('moments that are cleared late', () => {
  const clearing = (every: number, options: Record<string, number> = {}): Optimizer =>
    coordinatewise(
      ({ w, g, learningRate, hyperparameters: { beta1 }, step, memory }) => {
        memory.m = beta1 * (step % every === 0 ? 0 : (memory.m ?? 0)) + (1 - beta1) * g;
        return w - learningRate * Math.sign(memory.m);
      },
      { hyperparameters: { beta1: 0.9, ...options } },
    );
  const found = (optimizer: Optimizer) => lateDeparture(optimizer, inferCore(optimizer, {}, 0)!, {}, 0);

  test.each([64, 100])('every %i steps', (every) => {
    const sentence = expect.stringContaining(`the first moment is cleared every ${every} steps`) as string;
    expect(found(clearing(every))).toEqual({ cause: 'buffer-cleared', sentence });
  });

  test('as an option says are meant', () => expect(found(clearing(64, { interval: 64 }))).toBeUndefined());
});
