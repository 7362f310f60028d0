import { describe, expect, test } from 'vitest';
import { filledHeap } from '../../../../src/subjects/process/module/filled-heap.ts';

const state = {
  sums: new Map([['a', Array.from({ length: 1000 }, () => 1)]]),
  moments: [new Float64Array(1e5)],
  step: 3,
  nothing: null,
};

describe('copies of a state', () => {
  test('fill a heap by the numbers in ordinary arrays, and not by those in typed ones', () => {
    expect(filledHeap(state, 10, 1e6)).toBeUndefined();
    expect(filledHeap(state, 100, 1e6)).toMatch(
      /^keeps 1001 numbers in ordinary arrays of its state, and 100 copies of it fill a heap of 1 MB/,
    );
  });

  test('are counted once where a state refers to itself', () => {
    const round: Record<string, unknown> = { numbers: [1, 2] };
    round.itself = round;
    expect(filledHeap(round, 1, 1)).toMatch(/^keeps 2 numbers/);
  });

  test('fit into the heap of this process where they are small', () => expect(filledHeap({ t: 1 }, 1000)).toBeUndefined());
});
