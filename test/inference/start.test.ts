import { expect, test } from 'vitest';
import { inferDecay } from '../../src/inference/decay.ts';
import { inferRate } from '../../src/inference/rate-reading.ts';
import { inferStart } from '../../src/inference/start.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

/** SGD on the mean of so many gradients, which decays as often, or at every call. */
const gathering = (every: number, decaysAlways = false): Optimizer => ({
  name: 'gathering',
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update: ({ parameters, gradients, state, learningRate, weightDecay, step }) =>
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] += gradients[i].data[j] / every;
        if (decaysAlways || step % every === 0) w[j] *= 1 - learningRate * weightDecay;
        if (step % every !== 0) continue;
        w[j] -= learningRate * state[i][j];
        state[i][j] = 0;
      }
    }),
});

test('the period of a rule that gathers gradients', () => {
  for (const every of [2, 3, 8])
    expect(inferStart(gathering(every))).toEqual({ fill: every - 1, immediate: true, period: every });
  expect(inferStart(sgd)).toEqual({ fill: 0, immediate: true, period: 1 });
});

test('a start that only fills the state is no period', () => {
  const waiting: Optimizer = { ...sgd, update: (given) => void (given.step > 3 && sgd.update(given)) };
  expect(inferStart(waiting)).toEqual({ fill: 3, immediate: true, period: 1 });
});

test('rate and decay are those of the steps that move', () => {
  expect(inferRate(gathering(3), 2, 3)).toBe('present');
  expect(inferDecay(gathering(3), {}, { fill: 2, period: 3 }).finding).toBeUndefined();
});

test('a decay between them is still seen', () => {
  const { finding, nearest } = inferDecay(gathering(3, true), {}, { fill: 2, period: 3 });
  expect(finding === undefined && nearest.kind === 'decoupled').toBe(true);
  const third: Optimizer = {
    ...gathering(2),
    update: (given) => gathering(2).update({ ...given, weightDecay: given.weightDecay / 3 }),
  };
  expect(inferDecay(third, {}, { fill: 1, period: 2 }).finding?.cause).toBe('decay-times-constant');
});

test('a rule that rests now and then is not late, and one that waits for its gradients is', () => {
  const resting: Optimizer = { ...sgd, update: (given) => void (given.step % 12 < 4 && sgd.update(given)) };
  expect(inferStart(resting).immediate).toBe(true);
  const late: Optimizer = {
    name: 'late',
    init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
    update: ({ parameters, gradients, state, learningRate }) =>
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * state[i][j];
        state[i] = gradients[i].data.slice();
      }),
  };
  expect(inferStart(late).immediate).toBe(false);
});
