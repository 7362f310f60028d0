import { expect, test } from 'vitest';
import { numbersIn } from '../../src/inference/state-numbers.ts';

test('every array of numbers in a state is found, in order, and nothing else', () => {
  const [m, v] = [Float64Array.of(1, 2), Float32Array.of(3)];
  expect(numbersIn({ step: 4, m, inner: [[5, 6], { v }], none: null, name: 'x' })).toEqual([m, [5, 6], v]);
  expect(numbersIn(new Map([['m', m]]))).toEqual([m]);
});
