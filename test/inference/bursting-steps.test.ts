import { describe, expect, test } from 'vitest';
import { burstingSteps } from '../../src/inference/bursting-steps.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { inferOptions } from '../../src/inference/options.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

/** A mean of gradients that is divided by a function of the step. */
const mean = (divisor: (beta: number, step: number) => number): Optimizer<Float64Array[]> => ({
  name: 'mean',
  hyperparameters: { beta: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update: ({ parameters, gradients, state, learningRate, step, hyperparameters: { beta } }) =>
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = beta * state[i][j] + (1 - beta) * gradients[i].data[j];
        w[j] -= (learningRate * state[i][j]) / divisor(beta, step);
      }
    }),
});

describe('steps that burst', () => {
  test('by a correction whose parenthesis ends too early are named', () => {
    const wrong = mean((beta, step) => (1 - beta) ** step);
    expect(burstingSteps(wrong, 0)?.cause).toBe('correction-wrong');
    expect(inferProfile(wrong).findings.response?.sentence).toMatch(/the bias correction is \(1 − β\)ᵗ, not 1 − βᵗ$/);
  });

  test('by a factor of their own do so, too', () =>
    expect(
      burstingSteps(
        coordinatewise(({ w, g, learningRate, step }) => w - learningRate * g * 3 ** step),
        0,
      )?.cause,
    ).toBe('momentum-unstable'));

  test.each([0.5, 0.9])(
    'because an option says by which factor the rate grows are a schedule, beside a momentum of %s',
    (beta) => {
      const doubling: Optimizer<Float64Array[]> = {
        ...mean(() => 1),
        hyperparameters: { beta, growth: 2 },
        update: ({ parameters, gradients, state, learningRate, step, hyperparameters: { beta: kept, growth } }) =>
          parameters.forEach(({ data: w }, i) => {
            for (let j = 0; j < w.length; j++) {
              state[i][j] = kept * state[i][j] + 2 ** -20 * learningRate * growth ** step * gradients[i].data[j];
              w[j] -= state[i][j];
            }
          }),
      };
      expect(burstingSteps(doubling, 0)).toBeUndefined();
    },
  );

  test('are none in a warm-up, in a test of a range of rates, or behind the right correction', () => {
    expect(
      burstingSteps(
        mean((beta, step) => 1 - beta ** step),
        0,
      ),
    ).toBeUndefined();
    const rates = [(step: number) => step, (step: number) => 1.2 ** step, (step: number) => Math.min(1, 4 ** (step - 20))];
    for (const rate of rates)
      expect(
        burstingSteps(
          coordinatewise(({ w, g, learningRate, step }) => w - learningRate * g * rate(step)),
          0,
        ),
      ).toBeUndefined();
  });
});

test('an option that acts at the end of a long schedule only is not dead', () => {
  const scheduled: Optimizer = {
    ...coordinatewise(({ w }) => w),
    hyperparameters: { total: 20000, coolDown: 4000 },
    update({ parameters, gradients, learningRate, step, hyperparameters: { total, coolDown } }) {
      const rate = learningRate * Math.min(1, Math.max(0, (total - step) / coolDown));
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) w[j] -= rate * gradients[i].data[j];
      });
    },
  };
  expect(inferOptions(scheduled).map(({ name, effect }) => [name, effect])).toEqual([
    ['total', 'alive'],
    ['coolDown', 'conditional'],
  ]);
});
