import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNumbers, writeNumbers } from '../../../../src/subjects/process/module/state-frame.ts';

test('numbers of a state arrive as they were', () => {
  const state = { m: [Float64Array.of(1, -0, NaN), Float32Array.of(0.5)], n: 3, kept: new Map([['a', [2, 1e300]]]) };
  const arrays = readNumbers(writeNumbers(state)).map((numbers) => Array.from(numbers));
  expect(arrays).toEqual([[1, -0, NaN], [0.5], [2, 1e300]]);
});

test('no numbers, or too many, are none', () => {
  expect(readNumbers(writeNumbers({ n: 3 }))).toEqual([]);
  expect(readNumbers(writeNumbers({ many: new Float64Array(2 ** 16 + 1) }))).toEqual([]);
  expect(readNumbers(writeNumbers({ most: new Float64Array(2 ** 16) }))).toHaveLength(1);
});

test('what says that it is longer than it is, or is of any bytes, is none or numbers', () => {
  const whole = writeNumbers([Float64Array.of(1, 2)]);
  for (const [place, value] of [
    [0, 2 ** 32 - 1],
    [4, 2 ** 32 - 1],
    [4, 1],
  ]) {
    const forged = whole.slice();
    new DataView(forged.buffer).setUint32(place, value, true);
    expect(readNumbers(forged)).toEqual([]);
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => Array.isArray(readNumbers(bytes))));
});
