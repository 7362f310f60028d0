import { describe, expect, test } from 'vitest';
import { zeroReplaced } from '../../src/inference/zero-replaced.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
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

  test('or what another momentum does', () => {
    expect(
      zeroReplaced(
        momentum((given) => given || 0.5),
        'mu',
        0,
        true,
      )?.cause,
    ).toBe('option-zero-replaced');
  });

  test('is no zero that is read, nor one that switches a dampening or a threshold off', () => {
    for (const dampening of [0, 0.5]) {
      const optimizer = momentum((given) => given, dampening);
      expect(zeroReplaced(optimizer, 'mu', 0, true)).toBeUndefined();
      expect(zeroReplaced(optimizer, 'limit', 0, false)).toBeUndefined();
    }
  });

  test('is found in no optimizer that ships with the package', () => {
    for (const optimizer of builtins)
      for (const name of Object.keys(optimizer.hyperparameters ?? {}))
        expect([optimizer.name, name, zeroReplaced(optimizer, name, 0, true)]).toEqual([optimizer.name, name, undefined]);
  });
});
