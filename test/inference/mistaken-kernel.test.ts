import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

const options: Partial<Optimizer> = { hyperparameters: { momentum: 0.9 } };
const found = (optimizer: Optimizer): string | undefined => inferProfile(optimizer).findings.response?.cause;

/** Nesterov's momentum, whose look-ahead is made so many times. */
const looking = (times: number): Optimizer =>
  coordinatewise(({ w, g, learningRate, memory, hyperparameters: { momentum, more = times } }) => {
    let ahead = (memory.b = momentum * (memory.b ?? 0) + g);
    for (let i = 0; i < more; i++) ahead = g + momentum * ahead;
    return w - learningRate * ahead;
  }, options);

describe('a look-ahead', () => {
  test('that is made twice is found', () => expect(found(looking(2))).toBe('momentum-coefficient'));
  test('that an option asks to be made twice is a rule', () =>
    expect(found({ ...looking(2), hyperparameters: { momentum: 0.9, more: 2 } })).toBeUndefined());
  test('that is made twice is found beside an option that is two', () =>
    expect(found({ ...looking(2), hyperparameters: { momentum: 0.9, period: 2 } })).toBe('momentum-coefficient'));
  test('that is made once, or not, is a rule', () => {
    expect(found(looking(1))).toBeUndefined();
    expect(found(looking(0))).toBeUndefined();
  });
});

/** A window of gradients in a ring, read backward or forward from the newest. */
const window = (size: number, direction: number): Optimizer =>
  coordinatewise(({ w, g, learningRate, memory, step, hyperparameters: { momentum } }) => {
    const at = step % size;
    memory[at] = g;
    let sum = 0;
    for (let age = 0; age < size; age++) sum += momentum ** age * (memory[(at + direction * age + size) % size] ?? 0);
    return w - learningRate * sum;
  }, options);

/** The mean of the last gradients, which are divided by another number of them. */
const mean = (divisor: (count: number) => number): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, memory, step, hyperparameters: { size } }) => {
      memory[step % size] = g;
      const last = Object.values(memory);
      return w - (learningRate * last.reduce((sum, x) => sum + x, 0)) / divisor(last.length);
    },
    { hyperparameters: { size: 5 } },
  );

describe('a mean of the last gradients', () => {
  test.each<[string, (count: number) => number]>([
    ['one less', (count) => Math.max(1, count - 1)],
    ['one more', (count) => count + 1],
  ])('is found that is divided by %s', (_, divisor) => expect(found(mean(divisor))).toBe('gradient-scaled'));
  test.each<[string, (count: number) => number]>([
    ['of those that have come', (count) => count],
    ['of as many as it has room for', () => 5],
    ['that is a sum', () => 1],
  ])('is a rule %s', (_, divisor) => expect(found(mean(divisor))).toBeUndefined());
});

describe('a ring of gradients', () => {
  test.each([4, 5, 8])('of %i that is read forward is found', (size) => {
    expect(found(window(size, 1))).toBe('momentum-coefficient');
  });

  test.each([2, 4, 5, 8])('of %i that is read backward is a rule', (size) => {
    expect(found(window(size, -1))).toBeUndefined();
  });

  test('whose gradients count alike has no direction', () => {
    const mean = coordinatewise(({ w, g, learningRate, memory, step }) => {
      memory[step % 6] = g;
      return w - (learningRate * Object.values(memory).reduce((sum, x) => sum + x, 0)) / 6;
    }, options);
    expect(found(mean)).toBeUndefined();
  });
});
