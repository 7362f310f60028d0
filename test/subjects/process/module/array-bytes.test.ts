import { expect, test } from 'vitest';
import { arrayBytes } from '../../../../src/subjects/process/module/array-bytes.ts';

test('typed arrays are counted, and counted exactly where they may be too many', () => {
  const room = new Float64Array(2 ** 20);
  expect(arrayBytes(Infinity)).toBeGreaterThanOrEqual(room.byteLength);
  expect(arrayBytes(0)).toBeGreaterThanOrEqual(room.byteLength);
  expect(arrayBytes(0)).toBeLessThanOrEqual(arrayBytes(Infinity));
});
