import { describe, expect, test } from 'vitest';
import { clearedState, endlessMemory } from '../../src/inference/forgetting.ts';
import { adafactor } from '../../src/optimizers/adafactor.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { lamb } from '../../src/optimizers/lamb.ts';
import { lion } from '../../src/optimizers/lion.ts';
import { muon } from '../../src/optimizers/muon.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { coordinatewise } from './rules.ts';

/** The optimizer, whose state is made anew at every so many steps. */
function clearing(optimizer: Optimizer, every: number): Optimizer {
  return {
    ...optimizer,
    init: (problem) => ({ inner: optimizer.init(problem), calls: 0 }),
    copyState: (state) => structuredClone(state),
    update({ state, ...context }) {
      state.calls += 1;
      if (state.calls % every === 0) state.inner = optimizer.init({ parameters: context.parameters });
      optimizer.update({ ...context, state: state.inner });
    },
  };
}

/** Steps along the mean of the last so many gradients. */
const window = (length: number): Optimizer => ({
  name: 'window',
  init: () => ({ seen: [] as Float64Array[][] }),
  copyState: (state) => structuredClone(state),
  update({ parameters, gradients, state, learningRate }) {
    state.seen = [...state.seen, gradients.map(({ data }) => Float64Array.from(data))].slice(-length);
    for (const past of state.seen as Float64Array[][])
      parameters.forEach(({ data }, i) => past[i].forEach((g, j) => (data[j] -= (learningRate / length) * g)));
  },
});

describe('a state that is cleared', () => {
  test.each(
    [adafactor, adamw, lamb, muon].flatMap((optimizer) =>
      [7, 10, 100].map((every) => [optimizer.name, every, optimizer] as const),
    ),
  )('is found in %s at every %i steps', (_, every, optimizer) => {
    expect(clearedState(clearing(optimizer, every), 0)?.sentence).toMatch(`at step ${every}:`);
  });

  test('is not one that waits for the turn of its tensor to show', () => {
    const inTurns = (every: number): Optimizer => ({
      ...heavyBall,
      init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
      copyState: (state) => structuredClone(state),
      update({ parameters, gradients, state, learningRate, weightDecay, step }) {
        const i = Math.floor((step - 1) / every) % parameters.length;
        const [w, g, m] = [parameters[i].data, gradients[i].data, (state as Float64Array[])[i]];
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (m[j] = 0.9 * m[j] + g[j] + weightDecay * w[j]);
      },
    });
    for (const every of [3, 4, 5, 16]) expect([every, clearedState(inTurns(every), 0)]).toEqual([every, undefined]);
    expect(clearedState(clearing(inTurns(4), 50), 0)?.sentence).toMatch('at step 50:');
  });

  test('is no mistake where a warm-up follows, and is one where there is none or it does not end', () => {
    const restarting = (rateOf: (rate: number, since: number) => number): Optimizer => ({
      ...muon,
      init: (problem) => ({ inner: muon.init(problem), since: 0 }),
      copyState: (state) => structuredClone(state),
      update({ state, ...context }) {
        if (context.step % 24 === 0) [state.inner, state.since] = [muon.init({ parameters: context.parameters }), 0];
        state.since += 1;
        const learningRate = context.step < 24 ? context.learningRate : rateOf(context.learningRate, state.since);
        muon.update({ ...context, learningRate, state: state.inner });
      },
    });
    expect(
      clearedState(
        restarting((rate, since) => rate * Math.min(1, since / 6)),
        0,
      ),
    ).toBeUndefined();
    for (const rateOf of [(rate: number) => rate, (rate: number, since: number) => rate * (1 - 0.9 ** since)])
      expect(clearedState(restarting(rateOf), 0)?.cause).toBe('buffer-cleared');
  });

  test('is no mistake where an option says when', () => {
    const every: Optimizer = {
      ...muon,
      hyperparameters: { ...muon.hyperparameters, restart: 12 },
      init: (problem) => ({ inner: muon.init(problem), calls: 0 }),
      copyState: (state) => structuredClone(state),
      update({ state, ...context }) {
        state.calls += 1;
        if (state.calls % context.hyperparameters.restart === 0) state.inner = muon.init({ parameters: context.parameters });
        muon.update({ ...context, state: state.inner });
      },
    };
    expect(clearedState(every, 0)).toBeUndefined();
  });

  test.each([1, 5, 20])('is no window of %i gradients', (length) => {
    expect(clearedState(window(length), 0)).toBeUndefined();
  });

  test.each(optimizers)('is not found in $name', (optimizer) => {
    expect(clearedState(optimizer, 0)).toBeUndefined();
  });
});

describe('sums that are never cleared', () => {
  test.each([adafactor, lamb, lion, muon])('are found in $name', (optimizer) => {
    const summing: Optimizer = {
      ...optimizer,
      init: (problem) => ({
        inner: optimizer.init(problem),
        sums: problem.parameters.map(({ data }) => new Float64Array(data.length)),
      }),
      update({ state, gradients, ...context }) {
        gradients.forEach(({ data }, i) => data.forEach((g: number, j: number) => (state.sums[i][j] += g)));
        const sums = gradients.map(({ shape }, i) => ({ shape, data: state.sums[i].slice() as Float64Array }));
        optimizer.update({ ...context, gradients: sums, state: state.inner });
      },
    };
    expect(endlessMemory(summing, 0)?.cause).toBe('gradient-for-ever');
  });

  test('are no means that fade slowly', () => {
    expect(endlessMemory({ ...lion, hyperparameters: { beta1: 0.9995, beta2: 0.9995 } }, 0)).toBeUndefined();
    expect(endlessMemory({ ...muon, hyperparameters: { ...muon.hyperparameters, momentum: 0.999 } }, 0)).toBeUndefined();
  });

  test('are no iterates that follow others which are far ahead, as in accelerated methods', () => {
    const accelerated = coordinatewise(({ w, g, step, memory }) => {
      memory.mean = (memory.mean ?? 0) + (g - (memory.mean ?? 0)) / step;
      memory.square = (memory.square ?? 0) + (g - memory.mean) ** 2;
      const length = 1 / (2 / (step + 1) + 10 * Math.sqrt(memory.square * (step + 1)));
      memory.ahead = (memory.ahead ?? w) - length * g;
      return w + (2 / (step + 3)) * (memory.ahead - w);
    });
    expect(endlessMemory(accelerated, 0)).toBeUndefined();
  });

  test.each(optimizers)('are not found in $name', (optimizer) => {
    expect(endlessMemory(optimizer, 0)).toBeUndefined();
  });
});
