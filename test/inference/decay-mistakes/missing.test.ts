import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { coordinatewise, type CoordinateStep } from '../rules.ts';

/** SGD that is drawn to somewhere by λ. */
const drawn = (pull: (step: CoordinateStep) => number): ReturnType<typeof coordinatewise> =>
  coordinatewise((each) => each.w - each.learningRate * (each.g + each.weightDecay * pull(each)));

test('what leads back to where a run began has nothing to do there, and is not skipped', () => {
  const byImportance = drawn(({ w, g, memory }) => {
    memory.start ??= w;
    memory.importance = 0.9 * (memory.importance ?? 0) + 0.1 * g * g;
    return memory.importance * (w - memory.start);
  });
  expect(inferDecay(byImportance).finding?.cause).toBe('unexplained');
});

test('nor is what leads to weights that are taken anew every few steps', () => {
  const toSnapshot = drawn(({ w, step, memory }) => {
    if (step % 5 === 1) memory.anchor = w;
    return w - memory.anchor;
  });
  expect(inferDecay(toSnapshot).finding?.cause).toBe('unexplained');
});

test('one that is left out where a tensor moves to where it began, and not where it leads away, is unknown', () => {
  const selective: Optimizer = {
    name: 'selective',
    init: ({ parameters }) => parameters.map(({ data }) => data.slice()),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      const starts = state as Float64Array[];
      const along = parameters.flatMap(({ data }, i) =>
        Array.from(data, (w: number, j: number) => gradients[i].data[j] * (w - starts[i][j])),
      );
      const share = along.reduce((sum, x) => sum + x, 0) > 0 ? 0 : learningRate * weightDecay;
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * gradients[i].data[j] + share * w[j];
      });
    },
  };
  expect(inferDecay(selective).finding?.cause).toBe('unexplained');
});

test('a decay that is left out at some steps is', () => {
  expect(inferDecay(drawn(({ w, step }) => (step % 5 === 1 ? 0 : w))).finding?.cause).toBe('decay-skips-steps');
  expect(inferDecay(drawn(({ w, step }) => (step === 1 ? 0 : w))).finding?.cause).toBe('decay-skips-steps');
});

/** SGD that is decayed where a sum over all entries is positive. */
const where = (of: (g: number, w: number) => number): Optimizer => ({
  name: 'where',
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay }) {
    const terms = parameters.flatMap(({ data }, i) => Array.from(data, (w: number, j: number) => of(gradients[i].data[j], w)));
    const share = terms.reduce((sum, x) => sum + x, 0) > 0 ? learningRate * weightDecay : 0;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * gradients[i].data[j] + share * w[j];
    });
  },
});

test('a decay that gradients alone choose, wherever the weights are, is skipped', () => {
  expect(inferDecay(where((g) => g)).finding?.cause).toBe('decay-skips-steps');
});

test('one that is chosen by whether weights grow by themselves is unknown', () => {
  expect(inferDecay(where((g, w) => -g * w)).finding?.cause).toBe('unexplained');
});
