import { expect, test } from 'vitest';
import { inferOptions } from '../../src/inference/options.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Signs on weights that are not zero, and at every fourth call on a share of those that are (Evci et al. 2020, RigL). */
const growing = (shareOf: (share: number) => number): Optimizer => ({
  name: 'growing',
  hyperparameters: { share: 0.25 },
  init: ({ parameters }) => ({ calls: 0, rests: parameters.map(({ data }) => Array.from(data, (w) => w === 0)) }),
  update({ parameters, gradients, state, learningRate, hyperparameters: { share } }) {
    const kept = state as { calls: number; rests: boolean[][] };
    kept.calls += 1;
    parameters.forEach(({ data: w }, i) => {
      const resting = Array.from(w.keys()).filter((j) => kept.rests[i][j]);
      const grown = kept.calls % 4 === 0 ? Math.ceil(shareOf(share) * resting.length) : 0;
      for (const j of resting.slice(0, grown)) kept.rests[i][j] = false;
      w.forEach((_, j) => {
        if (!kept.rests[i][j]) w[j] -= learningRate * Math.sign(gradients[i].data[j]);
      });
    });
  },
});

test('an option that acts on weights that are zero at the start is conditional, and one that is not read is dead', () => {
  expect(inferOptions(growing((share) => share))).toEqual([{ name: 'share', effect: 'conditional' }]);
  expect(inferOptions(growing(() => 0.25))).toEqual([{ name: 'share', effect: 'dead' }]);
});

test('an option that acts where nothing decays only is conditional', () => {
  /** A ratio of norms for weights that do not decay, where it is asked for (NVLAMB), and always for those that do. */
  const trusted = (asked: (option: number) => boolean): Optimizer => ({
    name: 'trusted',
    hyperparameters: { always: 0 },
    init: () => ({}),
    update({ parameters, gradients, learningRate, weightDecay, hyperparameters: { always } }) {
      parameters.forEach(({ data: w }, i) => {
        const u = Array.from(gradients[i].data, (g, j) => Math.sign(g) + weightDecay * w[j]);
        const ratio = weightDecay > 0 || asked(always) ? Math.hypot(...w) / Math.hypot(...u) : 1;
        w.forEach((_, j) => (w[j] -= learningRate * ratio * u[j]));
      });
    },
  });
  expect(inferOptions(trusted((option) => option > 0))).toEqual([{ name: 'always', effect: 'conditional' }]);
  expect(inferOptions(trusted(() => false))).toEqual([{ name: 'always', effect: 'dead' }]);
});

test.each([0, 0.1, 1])('a coefficient of %d that a branch with decay forgets is dead', (value) => {
  const dampened: Optimizer = {
    name: 'dampened',
    hyperparameters: { dampening: value },
    init: () => ({}),
    update({ parameters, gradients, learningRate, weightDecay, hyperparameters: { dampening } }) {
      parameters.forEach(({ data: w }, i) => {
        const share = weightDecay > 0 ? 1 : 1 - dampening / 2;
        w.forEach((_, j) => (w[j] -= learningRate * (share * gradients[i].data[j] + weightDecay * w[j])));
      });
    },
  };
  expect(inferOptions(dampened)).toEqual([{ name: 'dampening', effect: 'dead' }]);
});
