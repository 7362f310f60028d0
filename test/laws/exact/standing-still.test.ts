import { expect, test } from 'vitest';
import { idleMotion } from '../../../src/laws/exact/standing-still.ts';
import { finish } from '../../../src/laws/exact/in-flight.ts';
import { normalTensors } from '../../../src/inference/probe-problem.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { stream } from '../../../src/random/stream.ts';

/** Dual averaging: weights are minus the rate times a sum that begins with what reproduces them; `drift` is added to it at each step. */
const averaging = (drift: number): Optimizer => ({
  name: 'averaging',
  init: () => ({}) as { sums?: Float64Array[] },
  update({ parameters, gradients, state, learningRate }) {
    state.sums ??= parameters.map(({ data }) => Float64Array.from(data, (w) => -w / learningRate));
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state.sums![i][j] += gradients[i].data[j] + drift;
        w[j] = -learningRate * state.sums![i][j];
      }
    });
  },
});

test.each([
  [0, undefined],
  [1e-3, 'away'],
])('weights that follow the rate stand still, and those that a drift of %d moves do not', (drift, moves) => {
  const start = normalTensors([[4, 3], [5]], 'float64', stream(1).seek(0, 0));
  const motion = finish(idleMotion(averaging(drift), 'float64', { start, learningRate: 0.25, hyperparameters: {} }));
  expect(motion).toBe(moves);
});
