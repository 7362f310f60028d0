import { describe, expect, test } from 'vitest';
import { fadingWay } from '../../src/inference/fading-way.ts';
import { adamw, heavyBall, lion, optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

/** Lookahead whose slow weights are written, or by mistake are not. */
const lookahead = (inner: Optimizer, writes: boolean): Optimizer => ({
  ...inner,
  init: ({ parameters }) => ({ inner: inner.init({ parameters }), slow: parameters.map(({ data }) => Array.from(data)), t: 0 }),
  copyState: (state) => structuredClone(state),
  update({ state, ...given }) {
    const own = state as { inner: unknown; slow: number[][]; t: number };
    inner.update({ ...given, state: own.inner });
    if ((own.t += 1) % 5 !== 0) return;
    given.parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) data[j] = (own.slow[i][j] + data[j]) / 2;
      if (writes) own.slow[i] = Array.from(data);
    });
  },
});

describe('weights that go back', () => {
  test.each([adamw, heavyBall].map((inner) => [inner.name, inner] as const))('to slow ones that never move, %s', (_, inner) => {
    expect(fadingWay(lookahead(inner, false), 0)).toMatchObject({ cause: 'weights-return' });
    expect(fadingWay(lookahead(inner, true), 0)).toBeUndefined();
  });

  test('but part of the way, where a sum is divided by the number of steps, are a design', () => {
    const averaging = coordinatewise(({ g, learningRate, memory, step, w }) => {
      memory.start ??= w;
      memory.sum = (memory.sum ?? 0) + g;
      return memory.start - (learningRate * memory.sum) / step;
    });
    expect(fadingWay(averaging, 0)).toBeUndefined();
  });

  test('by a penalty are a design where an option says how strong it is', () => {
    const penalised = (strength: (mu: number) => number): Optimizer =>
      coordinatewise(
        ({ g, learningRate, memory, w, hyperparameters: { momentum, mu } }) => {
          memory.start ??= w;
          memory.velocity = momentum * (memory.velocity ?? 0) + g + strength(mu) * (w - memory.start);
          return w - learningRate * memory.velocity;
        },
        { hyperparameters: { momentum: 0.9, mu: 2 } },
      );
    expect(
      fadingWay(
        penalised((mu) => mu),
        0,
      ),
    ).toBeUndefined();
    expect(
      fadingWay(
        penalised(() => 2),
        0,
      ),
    ).toMatchObject({ cause: 'weights-return' });
  });

  test('are those of no optimizer that ships with the package', () => {
    for (const optimizer of [...optimizers, lion])
      expect([optimizer.name, fadingWay(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
