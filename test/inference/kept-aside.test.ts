import { describe, expect, test } from 'vitest';
import { actsAside } from '../../src/inference/kept-aside.ts';
import { inferOptions } from '../../src/inference/options.ts';
import { coordinatewise } from './rules.ts';

/** Sign descent that keeps something beside what it steps by, at a coefficient that is an option. */
const keeping = (kept: (w: number, g: number) => number, acts = false) =>
  coordinatewise(
    ({ w, g, learningRate, memory, hyperparameters: { beta } }) => {
      const next = w - learningRate * Math.sign(g) * (acts ? 1 + (memory.kept ?? 0) : 1);
      memory.kept = beta * (memory.kept ?? w) + (1 - beta) * kept(next, g);
      return next;
    },
    { hyperparameters: { beta: 0.95 } },
  );

describe('an option that moves no weight', () => {
  test('acts aside on an average of the weights', () => {
    const average = keeping((w) => w);
    expect(actsAside(average, 'beta', [0.5])).toBe(true);
    expect(inferOptions(average)).toEqual([{ name: 'beta', effect: 'aside' }]);
  });

  test.each([
    ['gradients', (_: number, g: number) => g],
    ['squares of gradients', (_: number, g: number) => g * g],
    ['squares of weights', (w: number) => w * w],
  ])('is dead where it acts on an average of %s', (_, of) => {
    expect(actsAside(keeping(of), 'beta', [0.5])).toBe(false);
    expect(inferOptions(keeping(of))).toEqual([{ name: 'beta', effect: 'dead' }]);
  });

  test('is not asked where it does move them', () => {
    expect(inferOptions(keeping((_, g) => g, true))).toEqual([{ name: 'beta', effect: 'alive' }]);
  });
});
