import { describe, expect, test } from 'vitest';
import { longClimb } from '../../src/inference/long-climb.ts';
import { adamw, heavyBall, optimizers, sgd } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Lookahead of so many steps; a negative share leads away from the fast weights. */
const lookahead = (inner: Optimizer, every: number, share: number): Optimizer => ({
  ...inner,
  init: ({ parameters }) => ({ inner: inner.init({ parameters }), slow: parameters.map(({ data }) => Array.from(data)), t: 0 }),
  copyState: (state) => structuredClone(state),
  update({ state, ...given }) {
    const own = state as { inner: unknown; slow: number[][]; t: number };
    inner.update({ ...given, state: own.inner });
    own.t += 1;
    if (own.t % every !== 0) return;
    given.parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) data[j] = own.slow[i][j] += share * (data[j] - own.slow[i][j]);
    });
  },
});

describe('steps that lead uphill in the end', () => {
  test.each([adamw, heavyBall, sgd].flatMap((inner) => [3, 5, 10].map((every) => [inner.name, every, inner] as const)))(
    '%s, pulled away every %i steps',
    (_, every, inner) => {
      expect(longClimb(lookahead(inner, every, -0.5), 0)).toMatchObject({ cause: 'uphill' });
      expect(longClimb(lookahead(inner, every, 0.5), 0)).toBeUndefined();
    },
  );

  test.each([adamw, heavyBall, sgd])('$name under a schedule of its own that goes below zero', (inner) => {
    const scheduled = (share: (step: number) => number): Optimizer => ({
      ...inner,
      update: (given) => inner.update({ ...given, learningRate: given.learningRate * share(given.step) }),
    });
    for (const end of [50, 200]) {
      expect(
        longClimb(
          scheduled((step) => 1 - step / end),
          0,
        ),
      ).toMatchObject({ cause: 'uphill', sentence: expect.not.stringContaining('weights there') as string });
      expect(
        longClimb(
          scheduled((step) => Math.max(0, 1 - step / end)),
          0,
        ),
      ).toBeUndefined();
    }
    expect(
      longClimb(
        scheduled((step) => Math.cos(step / 100) ** 2),
        0,
      ),
    ).toBeUndefined();
  });

  test('are those of weights that have become long where a projection divides by their length and not by its square', () => {
    const projected: Optimizer = {
      name: 'projected',
      init: () => ({}),
      update({ parameters, gradients, learningRate }) {
        parameters.forEach(({ data: w }, i) => {
          const g = gradients[i].data;
          const [along, square] = [g, w].map((each) => Array.from(each).reduce((sum, x, j) => sum + x * w[j], 0));
          for (let j = 0; j < w.length; j++) w[j] -= 10 * learningRate * (g[j] - (along / Math.sqrt(square)) * w[j]);
        });
      },
    };
    expect(longClimb(projected, 0)?.sentence).toContain('it is the weights there that turn the step');
  });

  test('are those of no optimizer that ships with the package', () => {
    for (const optimizer of optimizers) expect([optimizer.name, longClimb(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
