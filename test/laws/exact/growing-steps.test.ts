import { describe, expect, test } from 'vitest';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';
import { coordinatewise } from '../../inference/rules.ts';

/** Descent in the coordinate of a mirror map, from one that leads back. */
const mirrored = (to: (w: number) => number, back: (x: number) => number): Optimizer =>
  coordinatewise(({ w, g, learningRate, weightDecay }) => back(to(w) - learningRate * (g + weightDecay * w)), {
    contract: { weightDecay: 'coupled' },
  });

const causesOf = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 60 });
  return results.flatMap(({ verdict, cause }) => (verdict === 'refuted' ? [cause!] : []));
};

describe('steps that are exponential in the rate', () => {
  test.each([1, 0.01])('leave the number format by growth, with a hyperbolic entropy of %d', async (beta) => {
    const optimizer = mirrored(
      (w) => Math.asinh(w / beta),
      (x) => beta * Math.sinh(x),
    );
    expect(await causesOf(optimizer)).toEqual([]);
  });

  test('are refuted where they go up, or take the root of a negative number', async () => {
    const ascending = coordinatewise(({ w, g, learningRate }) => Math.sinh(Math.asinh(w) + learningRate * g));
    expect(await causesOf(ascending)).toContain('uphill');
    expect(await causesOf(mirrored(Math.sqrt, (x) => x * x))).toContain('not-finite');
    const divided = coordinatewise(({ w, g, learningRate }) => w - (learningRate * g) / (Math.abs(g) > 2 ** 4 ? 0 : 1));
    expect(await causesOf(divided)).toContain('not-finite');
  });
});
