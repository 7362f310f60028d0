import { expect, test } from 'vitest';
import { supportBits, wordsOf } from '../../../src/dynamics/wasm/support.ts';

test('a bit for each entry that is not 0, in words for each row', () => {
  const matrix = new Float32Array(2 * 70);
  [0, 3, 69, 70 + 8, 70 + 63, 70 + 64].forEach((i) => (matrix[i] = -1));
  matrix[5] = -0;
  matrix[6] = NaN;
  const bits = supportBits(matrix, 70)!;
  expect(wordsOf(70)).toBe(2);
  expect([...new BigUint64Array(bits.buffer)]).toEqual([0b1001001n, 1n << 5n, (1n << 8n) | (1n << 63n), 1n]);
});

test('nothing where less than a quarter is 0', () => {
  expect(supportBits(Float32Array.of(1, 1, 1, 1, 0), 5)).toBeUndefined();
  expect(supportBits(Float32Array.of(1, 1, 1, 0), 4)).toEqual(Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0));
});

test('the same matrix is looked through once', () => {
  const matrix = Float32Array.of(0, 1);
  expect(supportBits(matrix, 2)).toBe(supportBits(matrix, 2));
});
