import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { zeroReplaced, zeroStandsFor } from '../../src/inference/zero-replaced.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { builtins } from './known.ts';
import { coordinatewise } from './rules.ts';

/** Momentum whose coefficient is read in some way, with a dampening and a threshold on gradients. */
const momentum = (read: (given: number) => number, dampening = 0): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, memory, hyperparameters: { mu, limit } }) => {
      const kept = read(mu);
      const clipped = limit > 0 ? Math.max(-limit, Math.min(limit, g)) : g;
      // As in PyTorch: without momentum there is no buffer, and nothing is dampened.
      memory.b = kept * (memory.b ?? 0) + (kept === 0 ? 1 : 1 - dampening) * clipped;
      return w - learningRate * memory.b;
    },
    { hyperparameters: { mu: 0.9, limit: 100 } },
  );

describe('a zero that is taken for a missing option', () => {
  test('does what the default does', () => {
    const found = zeroReplaced(
      momentum((given) => given || 0.9),
      'mu',
      0,
      false,
    );
    expect(found).toMatchObject({ cause: 'option-zero-replaced', sentence: expect.stringContaining('mu = 0') as string });
  });

  test('or changes a momentum that is remembered', () => {
    // The coefficient of zero becomes one that grows.
    const growing = coordinatewise(
      ({ w, g, learningRate, memory, hyperparameters: { mu } }) => {
        memory.k = (memory.k ?? 0) + 1;
        memory.b = (mu || 1 - 1 / (memory.k + 1)) * (memory.b ?? 0) + g;
        return w - learningRate * memory.b;
      },
      { hyperparameters: { mu: 0.9 } },
    );
    expect(zeroReplaced(growing, 'mu', 0, true)?.cause).toBe('option-zero-replaced');
  });

  test.each([
    [0.999, 0.999],
    [0.5, 0.5],
    [0.9, undefined],
    [0.123, undefined],
    [0, undefined],
  ])('may be automatic where it is %d, and that is usual and not the default: %s', (instead, stands) => {
    const optimizer = momentum((given) => given || instead);
    expect(zeroStandsFor(optimizer, 'mu', 0)).toBe(stands);
    if (stands !== undefined)
      for (const isMomentum of [true, false]) expect(zeroReplaced(optimizer, 'mu', 0, isMomentum)).toBeUndefined();
  });

  test('is none where all small values are another', () => {
    const optimizer = momentum((given) => (given > 0.1 ? given : 0.5));
    expect([zeroStandsFor(optimizer, 'mu', 0), zeroReplaced(optimizer, 'mu', 0, false)]).toEqual([undefined, undefined]);
  });

  test('that may be automatic is a note, undecided for a coefficient of momentum, and refutes nothing', async () => {
    const optimizer = coordinatewise(
      ({ w, g, learningRate, weightDecay, memory, hyperparameters: { mu } }) => {
        memory.b = (mu || 0.99) * (memory.b ?? 0) + g + weightDecay * w;
        return w - learningRate * memory.b;
      },
      { hyperparameters: { mu: 0.9 } },
    );
    const { results } = await checkOptimizer(optimizer, {
      tier: 'exact',
      laws: ['live-hyperparameters'],
      seed: 1,
      configurations: 40,
    });
    expect(results.map(({ verdict, cause }) => [verdict, cause])).toEqual([['undecided', 'ambiguous']]);
    expect(inferProfile(optimizer).notes).toContainEqual(
      expect.objectContaining({ cause: 'option-zero-stands-for', value: 0.99 }),
    );
    const claimed: Optimizer = { ...optimizer, contract: { roles: { mu: 'momentum' } } };
    const { results: against } = await checkOptimizer(claimed, { laws: ['live-hyperparameters'], seed: 1, configurations: 10 });
    expect(against).toMatchObject([{ verdict: 'refuted', cause: 'option-zero-replaced' }]);
  });

  test('is no zero that is read, nor one that switches a dampening or a threshold off', () => {
    for (const dampening of [0, 0.5]) {
      const optimizer = momentum((given) => given, dampening);
      expect(zeroReplaced(optimizer, 'mu', 0, true)).toBeUndefined();
      expect(zeroReplaced(optimizer, 'limit', 0, false)).toBeUndefined();
    }
  });

  /** Nesterov's momentum that looks ahead by another coefficient, which is read in some way. */
  const ahead = (own: number, read: (options: Readonly<Record<string, number>>) => number): Optimizer =>
    coordinatewise(
      ({ w, g, learningRate, memory, hyperparameters }) => {
        memory.b = hyperparameters.mu * (memory.b ?? 0) + g;
        return w - learningRate * (g + read(hyperparameters) * memory.b);
      },
      { hyperparameters: { mu: 0.9, look: own } },
    );

  test.each([true, false])('is no zero that stands for another option (a coefficient of momentum: %s)', (isMomentum) => {
    for (const own of [0.9, 0.5])
      expect(
        zeroReplaced(
          ahead(own, ({ look, mu }) => look || mu),
          'look',
          0,
          isMomentum,
        ),
      ).toBeUndefined();
  });

  test('nor for what goes with one, and is found beside other options', () => {
    expect(
      zeroReplaced(
        ahead(0.5, ({ look, mu }) => look || mu - 0.4),
        'look',
        0,
        false,
      ),
    ).toBeUndefined();
    for (const isMomentum of [true, false])
      expect(
        zeroReplaced(
          ahead(0.9, ({ look }) => look || 0.9),
          'look',
          0,
          isMomentum,
        )?.cause,
      ).toBe('option-zero-replaced');
  });

  test('is found in no optimizer that ships with the package', () => {
    for (const optimizer of builtins)
      for (const name of Object.keys(optimizer.hyperparameters ?? {}))
        for (const find of [zeroReplaced, zeroStandsFor])
          expect([optimizer.name, name, find(optimizer, name, 0, true)]).toEqual([optimizer.name, name, undefined]);
  });
});
