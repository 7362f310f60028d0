import { describe, expect, test } from 'vitest';
import { clearedByChange } from '../../src/inference/cleared-by-change.ts';
import { adamw, heavyBall, lion, optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** The optimizer, made anew whenever what a schedule gives it changes. */
const remade = (optimizer: Optimizer, by: 'learningRate' | 'weightDecay'): Optimizer => ({
  ...optimizer,
  init: (problem) => ({ inner: optimizer.init(problem), last: -1, since: 0 }),
  copyState: (state) => structuredClone(state),
  update({ state, ...given }) {
    const own = state as { inner: unknown; last: number; since: number };
    if (own.last !== given[by]) [own.inner, own.since] = [optimizer.init({ parameters: given.parameters }), given.step - 1];
    own.last = given[by];
    optimizer.update({ ...given, state: own.inner, step: given.step - own.since });
  },
});

describe('a state that a change of the schedule clears', () => {
  test.each(
    [adamw, heavyBall, lion].flatMap((optimizer) =>
      (['learningRate', 'weightDecay'] as const).map((by) => [optimizer.name, by, optimizer] as const),
    ),
  )('%s, made anew for another %s', (_, by, optimizer) => {
    const words = by === 'learningRate' ? 'the learning rate changes' : 'the weight decay changes';
    expect(clearedByChange(remade(optimizer, by), 0)).toEqual({
      cause: 'buffer-cleared',
      sentence: expect.stringContaining(words) as string,
    });
  });

  test('and one that a step without any gradient clears', () => {
    const forgetful: Optimizer = {
      ...heavyBall,
      update(given) {
        const { state } = given;
        if (given.gradients.every(({ data }) => data.every((g) => g === 0)))
          Object.assign(state, heavyBall.init({ parameters: given.parameters }));
        heavyBall.update(given);
      },
    };
    expect(clearedByChange(forgetful, 0)).toEqual({
      cause: 'buffer-cleared',
      sentence: expect.stringContaining('all gradients are zero at a step') as string,
    });
  });

  describe('and one that small gradients clear', () => {
    const below = (limit: number, then: 'clear' | 'stop' | 'skip'): Optimizer => ({
      ...heavyBall,
      init: (problem) => ({ inner: heavyBall.init(problem), hasStopped: false }),
      copyState: (state) => structuredClone(state),
      update({ state, ...given }) {
        const own = state as { inner: unknown; hasStopped: boolean };
        const isBelow = given.gradients.every(({ data }) => Math.hypot(...data) < limit);
        if (isBelow && then === 'clear') own.inner = heavyBall.init({ parameters: given.parameters });
        if (isBelow && then === 'stop') own.hasStopped = true;
        if (!own.hasStopped && !(isBelow && then === 'skip')) heavyBall.update({ ...given, state: own.inner as never });
      },
    });

    test.each([1e-2, 1e-4])('below %d, which may be a restart that is meant, unless exponents are claimed', (limit) => {
      const sentence = expect.stringContaining('all gradients are small at a step') as string;
      expect(clearedByChange({ ...below(limit, 'clear'), contract: {} }, 0)).toEqual({ cause: 'ambiguous', sentence });
      expect(clearedByChange(below(limit, 'clear'), 0)).toEqual({ cause: 'buffer-cleared', sentence });
    });

    test.each(['stop', 'skip'] as const)('but not those at which others %s', (then) =>
      expect(clearedByChange(below(1e-4, then), 0)).toBeUndefined(),
    );
  });

  test('and not a smallest size of gradients so far, which a zero makes the same as any small one does', () => {
    const onPlateau: Optimizer = {
      ...heavyBall,
      init: ({ parameters }) => parameters.map(() => ({ best: Infinity, waited: 0, scale: 1 })),
      copyState: (state) => structuredClone(state),
      update({ parameters, gradients, state, learningRate, weightDecay }) {
        parameters.forEach(({ data: w }, i) => {
          const [own, g] = [(state as { best: number; waited: number; scale: number }[])[i], gradients[i].data];
          const size = Math.hypot(...g);
          own.waited = size < own.best ? 0 : own.waited + 1;
          own.best = Math.min(own.best, size);
          if (own.waited > 4) [own.scale, own.waited] = [own.scale / 2, 0];
          for (let j = 0; j < w.length; j++) w[j] -= learningRate * own.scale * (g[j] + weightDecay * w[j]);
        });
      },
    };
    expect(clearedByChange(onPlateau, 0)).toBeUndefined();
  });

  test('and not a slope between two steps, which is measured anew where weights have not moved', () => {
    const slopes: Optimizer = {
      ...heavyBall,
      init: () => ({}),
      copyState: (state) => structuredClone(state),
      update({ parameters, gradients, state, learningRate }) {
        const own = state as Record<number, { w: Float64Array; g: Float64Array } | undefined>;
        parameters.forEach(({ data: w }, i) => {
          const [g, last] = [gradients[i].data, own[i]];
          own[i] = { w: Float64Array.from(w), g: Float64Array.from(g) };
          let [sy, yy] = [0, 0];
          for (let j = 0; last !== undefined && j < w.length; j++) {
            const y = g[j] - last.g[j];
            sy += (w[j] - last.w[j]) * y;
            yy += y * y;
          }
          const rate = sy > 1e-30 ? Math.min(10 * learningRate, sy / yy) : learningRate;
          for (let j = 0; j < w.length; j++) w[j] -= rate * g[j];
        });
      },
    };
    expect(clearedByChange(slopes, 0)).toBeUndefined();
  });

  test('and one that a step without the gradient of a tensor clears', () => {
    const selective = (clears: boolean): Optimizer => ({
      ...heavyBall,
      selective: true,
      update({ listed = [0, 1, 2], state, ...given }) {
        const { b } = state as { b: Float64Array[] };
        given.parameters.forEach((w, i) => {
          const own = { parameters: [w], gradients: [given.gradients[i]], state: { b: [b[i]] } };
          if (listed.includes(i)) heavyBall.update({ ...given, ...own });
          else if (clears) b[i].fill(0);
        });
      },
    });
    expect(clearedByChange(selective(false), 0)).toBeUndefined();
    expect(clearedByChange(selective(true), 0)).toEqual({
      cause: 'buffer-cleared',
      sentence: expect.stringContaining('a tensor has no gradient at a step') as string,
    });
  });

  test('is that of no optimizer that ships with the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, clearedByChange(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
