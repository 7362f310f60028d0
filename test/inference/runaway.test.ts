import { describe, expect, test } from 'vitest';
import { runaway } from '../../src/inference/runaway.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

/** Half of what is there is sent, and the other half kept, or added to what was kept before. */
const feedback = (adds: boolean): Optimizer =>
  coordinatewise(({ w, g, learningRate, memory }) => {
    const residue = memory.residue ?? 0;
    const sum = learningRate * g + residue;
    const sent = sum / 2;
    memory.residue = sum - sent + (adds ? residue : 0);
    return w - sent;
  });

/** Adam without corrections, whose first moment may outlast its second. */
const adam = (first: number, second: number): Optimizer =>
  coordinatewise(({ w, g, learningRate, memory }) => {
    memory.m = first * (memory.m ?? 0) + (1 - first) * g;
    memory.v = second * (memory.v ?? 0) + (1 - second) * g * g;
    return w - (learningRate * memory.m) / (Math.sqrt(memory.v) + 1e-30);
  });

describe('steps that grow when gradients end', () => {
  test('are those of a residue that is added to itself', () => {
    expect(runaway(feedback(true), 0)?.cause).toBe('momentum-unstable');
    expect(runaway(feedback(false), 0)).toBeUndefined();
  });

  test('may grow a little where the first moment outlasts the second', () => {
    for (const [first, second] of [
      [0.99, 0.9],
      [0.998, 0.97],
      [0.9, 0.999],
      [0.99, 0.5],
    ])
      expect(runaway(adam(first, second), 0)).toBeUndefined();
  });

  test.each(optimizers.map((optimizer) => [optimizer.name, optimizer] as const))('are not those of %s', (_, optimizer) => {
    expect(runaway(optimizer, 0)).toBeUndefined();
  });
});

test('a window that empties makes one step long, and those after it shorter', () => {
  const window = coordinatewise(({ w, g, learningRate, memory, step }) => {
    memory.m = 0.95 * (memory.m ?? 0) + 0.05 * g;
    memory[`square${step % 10}`] = g * g;
    const squares = Object.entries(memory).filter(([key]) => key.startsWith('square'));
    const mean = squares.reduce((sum, [, square]) => sum + (square ?? 0), 0) / squares.length;
    return w - (learningRate * memory.m) / (1 - 0.95 ** step) / Math.sqrt(mean + 1e-30);
  });
  expect(runaway(window, 0)).toBeUndefined();
});
