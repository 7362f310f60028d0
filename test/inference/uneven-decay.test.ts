import { describe, expect, test } from 'vitest';
import { inferDecay } from '../../src/inference/decay.ts';
import { adamw, heavyBall, lion, optimizers, sgd } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

const reading = (optimizer: Optimizer, read: (weightDecay: number) => number): Optimizer => ({
  ...optimizer,
  contract: undefined,
  update: (given) => optimizer.update({ ...given, weightDecay: read(given.weightDecay) }),
});

describe('a decay that is not proportional to λ', () => {
  test.each(
    [adamw, heavyBall, lion, sgd].flatMap((optimizer) =>
      (
        [
          ['two decimals', (x: number) => Math.round(100 * x) / 100],
          ['at most one', (x: number) => Math.min(1, x)],
          ['nothing below a thousandth', (x: number) => (x < 1e-3 ? 0 : x)],
          ['at least a thousandth', (x: number) => (x > 0 ? Math.max(x, 1e-3) : 0)],
        ] as const
      ).map(([words, read]) => [optimizer.name, words, optimizer, read] as const),
    ),
  )('%s, %s', (_, _words, optimizer, read) => {
    expect(inferDecay(reading(optimizer, read)).finding).toMatchObject({ cause: 'decay-not-proportional' });
  });

  test('is that of no optimizer that ships with the package', () => {
    for (const optimizer of optimizers) {
      const { finding } = inferDecay(optimizer, optimizer.contract);
      expect([optimizer.name, finding?.cause === 'decay-not-proportional']).toEqual([optimizer.name, false]);
    }
  });
});
