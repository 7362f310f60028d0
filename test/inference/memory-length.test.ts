import { expect, test } from 'vitest';
import { memoryLength } from '../../src/inference/memory-length.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { coordinatewise } from './rules.ts';

test('moving averages are remembered for 1/(1 − β) steps, the slower of two decides', () => {
  for (const beta of [0.5, 0.9, 0.95]) {
    const steps = memoryLength(heavyBall, { ...heavyBall.hyperparameters, momentum: beta });
    expect(steps * (1 - beta)).toBeGreaterThan(0.6);
    expect(steps * (1 - beta)).toBeLessThan(1.2);
  }
  const slower = memoryLength(adamw, { ...adamw.hyperparameters, beta1: 0.5, beta2: 0.95 });
  expect(slower).toBeGreaterThan(12);
  expect(slower).toBeLessThan(22);
});

test('it is measured, whether a coefficient is given as β, as 1 − β or not at all', () => {
  const settings: readonly Record<string, number>[] = [{ beta: 0.9 }, { fresh: 1 / 10 }, {}];
  const [beta, fresh, hidden] = settings.map((hyperparameters) =>
    memoryLength(
      coordinatewise(({ w, g, learningRate, memory, hyperparameters: { beta: kept, fresh: share } }) => {
        const weight = kept ?? 1 - (share ?? 1 / 10);
        memory.m = weight * (memory.m ?? 0) + (1 - weight) * g;
        return w - learningRate * memory.m;
      }),
      hyperparameters,
    ),
  );
  expect([fresh, hidden]).toEqual([beta, beta]);
});

test('what remembers nothing has no time, and what forgets nothing an infinite one', () => {
  expect(memoryLength(sgd, {})).toBe(0);
  const sum = coordinatewise(({ w, g, learningRate, memory }) => w - learningRate * (memory.first ??= g));
  expect(memoryLength(sum, {})).toBe(Infinity);
});
