import { describe, expect, test } from 'vitest';
import { findUnkept } from '../../src/inference/unkept-state.ts';
import { accumulateGradients } from '../../src/optimizers/accumulate-gradients.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { builtins } from './known.ts';

/** Divides by the largest gradient so far, of which it keeps a copy in its state or, by mistake, does not. */
const byLargest = (keeps: boolean): Optimizer<Float64Array[]> => ({
  name: 'by-largest',
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update: ({ parameters, gradients, state, learningRate }) =>
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const most = state[i].map((x, j) => Math.max(x, Math.abs(g[j])));
      for (let j = 0; j < w.length; j++) w[j] -= (learningRate * g[j]) / most[j];
      if (keeps) state[i].set(most);
    }),
});

describe('a buffer that is read', () => {
  test('and never written is found', () => expect(findUnkept(byLargest(false))?.cause).toBe('moment-not-kept'));

  test('and written is not', () => expect(findUnkept(byLargest(true))).toBeUndefined());

  test('a sum that is cleared after every step is written between', () =>
    expect(findUnkept(accumulateGradients(sgd, 2))).toBeUndefined());
});

/** Heavy ball that goes on without momentum, or with a multiple of what the state holds, after a gradient that is longer than any here. */
const switching = (isSwitch: boolean): Optimizer => ({
  name: 'switching',
  init: ({ parameters }) => parameters.map(({ data }) => ({ m: new Float64Array(data.length), flags: [0] })),
  update: ({ parameters, gradients, state, learningRate }) =>
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const { m, flags } = (state as { m: Float64Array; flags: number[] }[])[i];
      if (Math.hypot(...g) > 1e6) flags[0] = 1;
      const momentum = isSwitch ? (flags[0] > 0 ? 0 : 0.9) : 0.9 + flags[0];
      for (let j = 0; j < w.length; j++) {
        m[j] = momentum * m[j] + g[j];
        w[j] -= learningRate * m[j];
      }
    }),
});

test('a switch that was not thrown yet is no buffer that is lost', () => {
  expect(findUnkept(switching(true))).toBeUndefined();
  expect(findUnkept(switching(false))?.cause).toBe('moment-not-kept');
});

test('errors of which there are none are written all the same', () => {
  const limited: Optimizer<Float64Array[]> = {
    name: 'error feedback behind a limit that no gradient here reaches',
    init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
    update: ({ parameters, gradients, state, learningRate }) =>
      parameters.forEach(({ data: w }, i) => {
        const errors = state[i];
        for (let j = 0; j < w.length; j++) {
          const wanted = gradients[i].data[j] + errors[j];
          const sent = Math.max(-1e6, Math.min(1e6, wanted));
          errors[j] = wanted - sent;
          w[j] -= learningRate * sent;
        }
      }),
  };
  expect(findUnkept(limited)).toBeUndefined();
});

test('a buffer that nothing reads is no mistake of the rule', () => {
  expect(findUnkept({ ...sgd, init: () => ({ spare: new Float64Array(4) }) })).toBeUndefined();
});

test.each(builtins)('$name keeps what it reads', (optimizer) => {
  expect(findUnkept(optimizer)).toBeUndefined();
});
