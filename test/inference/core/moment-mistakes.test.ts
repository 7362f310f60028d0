import { expect, test } from 'vitest';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

/** Adam whose second moment keeps some share of itself, and takes another of what is new. */
const adam = (keeps: 'beta1' | 'beta2', takes: 'beta1' | 'beta2'): Optimizer => ({
  name: 'adam',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ m: new Float64Array(data.length), v: new Float64Array(data.length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const { beta1, beta2, epsilon } = hyperparameters;
    parameters.forEach(({ data: w }, i) => {
      const { m, v } = state[i] as { m: Float64Array; v: Float64Array };
      gradients[i].data.forEach((g: number, j: number) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = hyperparameters[keeps] * v[j] + (1 - hyperparameters[takes]) * g * g;
        w[j] *= 1 - learningRate * weightDecay;
        w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
      });
    });
  },
});

test('a second moment that keeps the coefficient of the first, and takes by its own, is named', () => {
  expect(inferProfile(adam('beta1', 'beta2')).findings.core).toMatchObject({
    cause: 'moment-weight',
    sentence: expect.stringMatching(/keeps β₁ of itself, and takes 1 − β₂ of what is new/),
  });
  expect(inferProfile(adam('beta2', 'beta2')).findings.core).toBeUndefined();
});

/** Signs of a mean of gradients that is updated so many times a step. */
const signum = (times: number, options: Record<string, number> = {}): Optimizer => ({
  name: 'signum',
  hyperparameters: { momentum: 0.9, ...options },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, hyperparameters: { momentum, batchRatio = times } }) {
    parameters.forEach(({ data: w }, i) => {
      const m = state[i] as Float64Array;
      for (let time = 0; time < batchRatio; time++)
        gradients[i].data.forEach((g: number, j: number) => (m[j] = momentum * m[j] + (1 - momentum) * g));
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * Math.sign(m[j]);
    });
  },
});

test('a first moment that is updated twice a step is named', () => {
  expect(inferProfile(signum(2)).findings.core).toMatchObject({
    cause: 'momentum-coefficient',
    sentence: expect.stringMatching(/updated twice a step/),
  });
  expect(inferProfile(signum(1)).findings.core).toBeUndefined();
});

test('a mean that an option asks to be as slow as two steps is not updated twice', () => {
  expect(inferProfile(signum(1, { batchRatio: 2 })).findings.core).toBeUndefined();
});

test('an option that is two and does something else asks for no second update', () => {
  expect(inferProfile(signum(2, { period: 2 })).findings.core?.cause).toBe('momentum-coefficient');
});

/** Adam that divides by what is kept of its second moments: the largest, the smallest, or the last one. */
const bounded = (start: number, keep: (so: number, now: number) => number, corrects: 'before' | 'after'): Optimizer => ({
  name: 'bounded',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  init: ({ parameters }) => parameters.map(({ data }) => [0, 0, start].map((value) => new Float64Array(data.length).fill(value))),
  update({ parameters, gradients, state, learningRate, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const [m, v, kept] = (state as Float64Array[][])[i];
      const c2 = 1 - beta2 ** step;
      gradients[i].data.forEach((g: number, j: number) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        kept[j] = keep(kept[j], corrects === 'before' ? v[j] / c2 : v[j]);
        const second = corrects === 'before' ? kept[j] : kept[j] / c2;
        w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (Math.sqrt(second) + epsilon);
      });
    });
  },
});

test.each(['before', 'after'] as const)('a minimum of second moments that are corrected %s it is no maximum', (corrects) => {
  expect(inferProfile(bounded(Infinity, Math.min, corrects)).findings.core?.cause).toBe('moment-least');
  expect(inferProfile(bounded(0, Math.max, corrects)).findings.core).toBeUndefined();
  expect(inferProfile(bounded(0, (_, now) => now, corrects)).findings.core).toBeUndefined();
});

test('a maximum that is kept in the place of the second moment is named', () => {
  const alias: Optimizer = {
    ...bounded(0, Math.max, 'after'),
    update({ parameters, gradients, state, learningRate, hyperparameters: { beta1, beta2, epsilon }, step }) {
      parameters.forEach(({ data: w }, i) => {
        const [m, v] = (state as Float64Array[][])[i];
        gradients[i].data.forEach((g: number, j: number) => {
          m[j] = beta1 * m[j] + (1 - beta1) * g;
          v[j] = Math.max(v[j], beta2 * v[j] + (1 - beta2) * g * g);
          w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon);
        });
      });
    },
  };
  expect(inferProfile(alias).findings.core?.cause).toBe('moment-not-kept');
});

/** Adam whose second moment moves by the sign of its change, with a correction of the second moment or none. */
const yogi = (sign: 1 | -1, corrected: boolean): Optimizer => ({
  name: 'yogi',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  init: ({ parameters }) => parameters.map(({ data }) => [0, 1].map(() => new Float64Array(data.length))),
  update({ parameters, gradients, state, learningRate, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const [m, v] = (state as Float64Array[][])[i];
      gradients[i].data.forEach((g: number, j: number) => {
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = Math.abs(v[j] - sign * (1 - beta2) * Math.sign(v[j] - g * g) * g * g);
        const second = corrected ? v[j] / (1 - beta2 ** step) : v[j];
        w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (Math.sqrt(second) + epsilon);
      });
    });
  },
});

test.each([true, false])('a second moment that moves away from squared gradients is named (corrected: %j)', (corrected) => {
  expect(inferProfile(yogi(-1, corrected)).findings.core?.cause).toBe('moment-weight');
  expect(inferProfile(yogi(1, corrected)).findings.core?.cause).not.toBe('moment-weight');
});

/** Adam or Adamax whose second moment is updated after it is used, but for the first step. */
const guarded = (isLate: boolean, isLargest: boolean): Optimizer => ({
  name: 'guarded',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  init: ({ parameters }) => parameters.map(({ data }) => [0, 1].map(() => new Float64Array(data.length))),
  update({ parameters, gradients, state, learningRate, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const [m, v] = (state as Float64Array[][])[i];
      gradients[i].data.forEach((g: number, j: number) => {
        const before = v[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = isLargest ? Math.max(beta2 * v[j], Math.abs(g)) : beta2 * v[j] + (1 - beta2) * g * g;
        const isBefore = isLate && step > 1;
        const used = isBefore ? before : v[j];
        const root = isLargest ? used : Math.sqrt(used / (1 - beta2 ** (isBefore ? step - 1 : step)));
        w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (root + epsilon);
      });
    });
  },
});

test.each([true, false])('a second moment that is late but for a guarded first step is named (a maximum: %j)', (isLargest) => {
  expect(inferProfile(guarded(true, isLargest)).findings.core?.cause).toBe('moment-late');
  expect(inferProfile(guarded(false, isLargest)).findings.core).toBeUndefined();
});
