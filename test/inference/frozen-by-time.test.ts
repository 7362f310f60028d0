import { expect, test } from 'vitest';
import { frozenByTime } from '../../src/inference/frozen-by-time.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

type Factor = (given: { call: number; tensor: number; tensors: number; shared: number }) => number;

/** Momentum whose rate goes by the number of the call, the place of a tensor, or a counter that tensors share. */
const scheduled = (factor: Factor): Optimizer => ({
  name: 'scheduled',
  init: ({ parameters }) => ({ call: 0, shared: 0, b: parameters.map(({ data }) => data.map(() => 0)) }),
  update({ parameters, gradients, state, learningRate }) {
    const kept = state as { call: number; shared: number; b: Float64Array[] };
    parameters.forEach(({ data: w }, tensor) => {
      const rate = factor({ call: kept.call, tensor, tensors: parameters.length, shared: kept.shared });
      kept.shared++;
      gradients[tensor].data.forEach((g: number, j: number) => (kept.b[tensor][j] = 0.9 * kept.b[tensor][j] + g));
      for (let j = 0; j < w.length; j++) w[j] -= rate * learningRate * kept.b[tensor][j];
    });
    kept.call++;
  },
});

const cosine = (at: number, end: number): number => (at >= end ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * at) / end));
const place = ({ tensor, tensors }: { tensor: number; tensors: number }): number =>
  0.5 + (0.5 * tensor) / Math.max(1, tensors - 1);

test.each([
  ['40 calls', (given) => cosine(given.call, 40 * place(given))],
  [
    '1000 calls, by the cube of the place and with rates that make up for it',
    (given) => cosine(given.call, 1000 * place(given) ** 3) / place(given) ** 3,
  ],
] satisfies [string, Factor][])('layers that are frozen one after the other within %s are a schedule', (_, factor) => {
  expect(frozenByTime(scheduled(factor), 0)?.cause).toBe('unexplained');
});

test.each([
  ['a counter that every tensor advances', ({ shared }) => cosine(shared, 300)],
  ['the same, from the last tensor on', ({ shared, tensor }) => cosine(shared + 4 * tensor, 300)],
  ['a rate of the place that never falls', ({ tensor }) => 0.5 ** tensor],
  ['a tensor that stops at full rate', ({ call, tensor }) => (call < 40 * (tensor + 1) ? 1 : 0)],
  ['one schedule of all', ({ call }) => cosine(call, 100)],
] satisfies [string, Factor][])('%s is none', (_, factor) => {
  expect(frozenByTime(scheduled(factor), 0)).toBeUndefined();
});
