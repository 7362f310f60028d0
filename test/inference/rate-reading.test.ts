import { expect, test } from 'vitest';
import { inferRate, stepsWithoutRate, tensorsBehind } from '../../src/inference/rate-reading.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { coordinatewise } from './rules.ts';

test.each([0, 1, 5])('%i first steps that leave the rate out', (deaf) => {
  const rule = coordinatewise(({ w, g, learningRate, step }) => w - (step <= deaf ? 0.01 : learningRate) * g);
  expect(stepsWithoutRate(rule, 0)).toBe(deaf);
});

test('steps that never read it, or that do not move, are none', () => {
  expect(stepsWithoutRate(coordinatewise(({ w, g }) => w - 0.01 * g))).toBe(0);
  expect(stepsWithoutRate(coordinatewise(({ w, g, learningRate, step }) => (step <= 3 ? w : w - learningRate * g)))).toBe(0);
});

test('a first step from outside of a box, which ends at its end at every rate, is none', () => {
  const boxed = (deaf: number): Optimizer =>
    coordinatewise(({ w, g, learningRate, memory, step }) => {
      memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
      return Math.max(-0.01, Math.min(0.01, w - (step <= deaf ? 0.002 : learningRate) * memory.m));
    });
  expect([0, 1, 3].map((deaf) => stepsWithoutRate(boxed(deaf)))).toEqual([0, 1, 3]);
});

test('no optimizer that ships with the package has any', () => {
  for (const optimizer of optimizers) expect([optimizer.name, stepsWithoutRate(optimizer)]).toEqual([optimizer.name, 0]);
});

test.each([[[0]], [[1, 2]]])('tensors that lag behind the rate of the others: %j', (behind) => {
  const rule = coordinatewise(({ w, g, learningRate, tensor, memory }) => {
    const rate = behind.includes(tensor) ? (memory.rate ?? learningRate) : learningRate;
    memory.rate = learningRate;
    return w - rate * g;
  });
  expect(tensorsBehind(rule)).toEqual({ behind, deaf: [] });
});

test('tensors that move by the first rate for ever, where others follow', () => {
  const rule = coordinatewise(({ w, g, learningRate, tensor, memory }) => {
    memory.rate ??= learningRate;
    return w - (tensor === 2 ? memory.rate : learningRate) * g;
  });
  expect(tensorsBehind(rule)).toEqual({ behind: [], deaf: [2] });
});

test('tensors that do not read the rate at all, or that all lag behind, lag behind no other', () => {
  const none = { behind: [], deaf: [] };
  const own = coordinatewise(({ w, g, learningRate, tensor }) => w - (tensor === 1 ? 0.01 : learningRate) * g);
  expect(tensorsBehind(own)).toEqual(none);
  const late = coordinatewise(({ w, g, learningRate, memory }) => {
    const rate = memory.rate ?? learningRate;
    memory.rate = learningRate;
    return w - rate * g;
  });
  expect(tensorsBehind(late)).toEqual(none);
  for (const optimizer of optimizers) expect([optimizer.name, tensorsBehind(optimizer)]).toEqual([optimizer.name, none]);
});

test.each([
  ['at most', Math.min],
  ['at least', Math.max],
])('a tensor whose step is %s so long at one step, and not at the next, lags behind no other', (_, limited) => {
  for (let k = 1; k <= 40; k++) {
    const rule: Optimizer = {
      name: 'limited',
      init: () => ({}),
      update({ parameters, gradients, learningRate }) {
        parameters.forEach(({ data: w }, i) => {
          const g = gradients[i].data;
          const length = limited(learningRate, k / 320 / Math.hypot(...g));
          for (let j = 0; j < w.length; j++) w[j] -= length * g[j];
        });
      },
    };
    expect([k, tensorsBehind(rule)]).toEqual([k, { behind: [], deaf: [] }]);
  }
});

/** RMSprop whose weights are clipped, as those of a critic are. */
const clipped: Optimizer<Float64Array[]> = {
  name: 'clipped',
  hyperparameters: { alpha: 0.99, epsilon: 1e-8 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update: ({ parameters, gradients, state, learningRate, hyperparameters: { alpha, epsilon } }) =>
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j];
        state[i][j] = alpha * state[i][j] + (1 - alpha) * g * g;
        w[j] = Math.max(-0.01, Math.min(0.01, w[j] - (learningRate * g) / (Math.sqrt(state[i][j]) + epsilon)));
      }
    }),
};

test('in a box that long steps cross a rate acts, though they all end at its side', () => {
  expect(inferRate(clipped)).toBe('present');
  expect(stepsWithoutRate(clipped)).toBe(0);
});
