import { describe, expect, test } from 'vitest';
import { roundedRate } from '../../src/inference/rounded-rate.ts';
import { adamw, heavyBall, lion, optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

const rounded = (optimizer: Optimizer, digits: number): Optimizer => ({
  ...optimizer,
  update: (given) => optimizer.update({ ...given, learningRate: Number(given.learningRate.toFixed(digits)) }),
});

describe('a learning rate that is rounded', () => {
  test.each([
    ['adamw', 4, '0.00005', adamw],
    ['heavy-ball', 3, '0.0005', heavyBall],
    ['lion', 6, '5e-7', lion],
  ] as const)('in %s to %i digits', (_, digits, least, optimizer) => {
    expect(roundedRate(rounded(optimizer, digits), 0)).toEqual({
      cause: 'rate-rounded',
      sentence: expect.stringContaining(`below ${least} `) as string,
    });
  });

  test('is none where steps wait until enough has come together', () => {
    const waiting = coordinatewise(({ w, g, learningRate, memory }) => {
      const sum = (memory.sum ?? 0) + learningRate * g;
      const send = Math.abs(sum) >= 2 ** -12 ? sum : 0;
      memory.sum = sum - send;
      return w - send;
    });
    expect(roundedRate(waiting, 0)).toBeUndefined();
  });

  test('is that of no optimizer that ships with the package', () => {
    for (const optimizer of optimizers) expect([optimizer.name, roundedRate(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});
