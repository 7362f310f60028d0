import { describe, expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

/** Sign descent whose tensors are decayed so many times in a step, one after the other. */
const decaying = (times: (shape: readonly number[], place: number, count: number) => number): Optimizer<null> => ({
  name: 'decaying',
  init: () => null,
  update({ parameters, gradients, learningRate, weightDecay }) {
    parameters.forEach(({ data: w, shape }, i) => {
      for (let time = 0; time < times(shape, i, parameters.length); time++)
        for (let j = 0; j < w.length; j++) w[j] *= 1 - learningRate * weightDecay;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * Math.sign(gradients[i].data[j]);
    });
  },
});

describe('a decay in a loop over parts of a tensor', () => {
  test.each([
    ['row', (shape: readonly number[]) => (shape.length > 1 ? shape[0] : 1)],
    ['column', (shape: readonly number[]) => (shape.length > 1 ? shape[1] : 1)],
    ['entry', (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1)],
  ] as const)('once for every %s', (part, times) => {
    for (const claimed of [{}, { weightDecay: 'decoupled' as const }])
      expect(inferDecay(decaying(times), claimed).finding).toMatchObject({
        cause: 'decay-twice',
        sentence: expect.stringContaining(`once for every ${part} of it`) as string,
      });
  });

  test('is none where it is applied once', () => {
    expect(inferDecay(decaying(() => 1)).finding).toBeUndefined();
    expect(inferDecay(adamw).finding).toBeUndefined();
  });
});

test.each([
  ['forward', (_: unknown, place: number) => place + 1],
  ['backward', (_: unknown, place: number, count: number) => count - place],
] as const)('a factor that is multiplied up over the list, %s, decays once for each tensor so far', (_, times) => {
  expect(inferDecay(decaying(times)).finding).toMatchObject({
    cause: 'decay-once-per-tensor',
    sentence: expect.stringContaining('multiplied up over the tensors') as string,
  });
});

describe('a decay of both signs', () => {
  const signed = (sign: (gradient: number, weights: number) => number): Optimizer<null> => ({
    name: 'signed',
    init: () => null,
    update({ parameters, gradients, learningRate, weightDecay }) {
      const norm = (data: ArrayLike<number>): number => Math.hypot(...Array.from(data));
      parameters.forEach(({ data: w }, i) => {
        const g = gradients[i].data;
        const by = sign(norm(g), norm(w));
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (Math.sign(g[j]) + by * weightDecay * w[j]);
      });
    },
  });

  test('has the wrong one in a branch', () => {
    expect(inferDecay(signed((gradient) => (gradient > 2 ? -1 : 1))).finding).toMatchObject({
      cause: 'decay-grows',
      sentence: expect.stringContaining('in one of two branches') as string,
    });
  });

  test('but where it leads to a length nobody says so', () => {
    expect(inferDecay(signed((_, weights) => (weights < 2 ? -1 : 1))).finding?.cause).not.toBe('decay-grows');
  });
});
