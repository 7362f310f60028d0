import { expect, test } from 'vitest';
import { finish, together, type Resting } from '../../src/dynamics/resting.ts';

/** Rests so often, and notes each turn. */
function* resting(name: string, rests: number, turns: string[]): Resting<string> {
  for (let rest = 0; rest < rests; rest++) {
    turns.push(name);
    yield;
  }
  turns.push(name);
  return name;
}

test('several go on in turns, each as far as its next rest, and tell their results in order', () => {
  const turns: string[] = [];
  expect(together([resting('a', 2, turns), resting('b', 0, turns), resting('c', 1, turns)])).toEqual(['a', 'b', 'c']);
  expect(turns.join('')).toBe('abcaca');
});

test('where one result is enough the others are given up', () => {
  const turns: string[] = [];
  const found = together([resting('a', 3, turns), resting('b', 1, turns), resting('c', 0, turns)], (name) => name === 'b');
  expect(found).toEqual([undefined, 'b', 'c']);
  expect(turns.join('')).toBe('abcab');
});

test('one alone is gone through with', () => {
  const turns: string[] = [];
  expect(finish(resting('a', 3, turns))).toBe('a');
  expect(turns).toHaveLength(4);
});

test('what one throws is thrown, and nothing of nobody is everything', () => {
  function* broken(): Resting<string> {
    yield;
    throw new Error('broken');
  }
  expect(() => together([resting('a', 3, []), broken()])).toThrow('broken');
  expect(together([])).toEqual([]);
});
