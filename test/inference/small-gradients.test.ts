import { describe, expect, test } from 'vitest';
import { smallGradients } from '../../src/inference/small-gradients.ts';
import { unmovedSizes } from '../../src/inference/unmoved-sizes.ts';
import { adamw, heavyBall, optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

const sizeOf = (tensors: readonly { readonly data: ArrayLike<number> }[]): number =>
  Math.hypot(...tensors.flatMap(({ data }) => Array.from(data)));

type Leaves = 'steps' | 'tensors' | 'vectors' | 'entries' | 'zeros';

/** Heavy ball that leaves out steps, tensors or entries, decay and all, whose gradients are not above a tolerance. */
const leaving = (what: Leaves, limit: number, contract: Optimizer['contract'] = {}): Optimizer => ({
  name: `leaves out ${what}`,
  contract,
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    if ((what === 'steps' || what === 'zeros') && sizeOf(gradients) <= limit) return;
    parameters.forEach(({ data: w, shape }, i) => {
      const [m, g] = [(state as Float64Array[])[i], gradients[i].data];
      if ((what === 'tensors' || (what === 'vectors' && shape.length < 2)) && sizeOf([gradients[i]]) <= limit) return;
      for (let j = 0; j < w.length; j++) {
        if (what === 'entries' && Math.abs(g[j]) <= limit) continue;
        m[j] = 0.9 * m[j] + g[j];
        w[j] -= learningRate * (m[j] + weightDecay * w[j]);
      }
    });
  },
});

const causesOf = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 25 });
  return results.flatMap(({ verdict, cause = '' }) => (verdict === 'refuted' ? [cause] : []));
};

describe('steps that are left out because all gradients are small', () => {
  test.each<[Leaves, number]>([
    ['steps', 1e-5],
    ['steps', 1e-9],
    ['tensors', 1e-5],
    ['tensors', 1e-9],
    ['vectors', 1e-9],
  ])('%s of at most %d may be meant', async (what, limit) => {
    expect(smallGradients(leaving(what, limit), 0)?.cause).toBe('ambiguous');
    expect(await causesOf(leaving(what, limit))).toEqual([]);
  });

  test('as may those of momentum, which is there among others though zeros do not show it', async () => {
    const contract = { weightDecay: 'coupled', momentum: 'rate-outside' } as const;
    const rule = leaving('steps', 1e-9);
    const coupled: Optimizer = {
      ...rule,
      contract,
      update(given) {
        const gradients = given.gradients.map(({ data, shape }, i) => ({
          data: Float64Array.from(data, (g, j) => g + given.weightDecay * given.parameters[i].data[j]),
          shape,
        }));
        rule.update({ ...given, gradients, weightDecay: 0 });
      },
    };
    expect(await causesOf(coupled)).toEqual([]);
  });

  test('and not where a decay or exponents are claimed', async () => {
    expect(await causesOf(leaving('steps', 1e-5, { weightDecay: 'decoupled' }))).toContain('decay-skips-zero-gradient');
    const symmetry = { learningRate: 2, weightDecay: -2 };
    expect(unmovedSizes(leaving('steps', 1e-5, { symmetry }), 0)?.cause).toBe('gradient-never-moves');
  });

  test.each<[Leaves, number, string]>([
    ['entries', 1e-5, 'gradient-never-moves'],
    ['zeros', 0, 'decay-skips-zero-gradient'],
  ])('nor %s', async (what, limit, cause) => {
    expect(smallGradients(leaving(what, limit), 0)).toBeUndefined();
    expect(await causesOf(leaving(what, limit))).toContain(cause);
  });

  test.each([adamw, heavyBall])('nor where an entry that is small ends the step of $name', (optimizer) => {
    const ended: Optimizer = {
      ...optimizer,
      contract: {},
      update: (given) => {
        if (given.gradients.every(({ data }) => data.every((x: number) => Math.abs(x) > 6e-5))) optimizer.update(given);
      },
    };
    expect(unmovedSizes(ended, 0)?.cause).toBe('gradient-never-moves');
  });

  test('are those of no optimizer that ships with the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, smallGradients(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
