import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { philox } from '../../src/random/philox.ts';

function words(counter: readonly number[], key: readonly number[]): string {
  const out = new Int32Array(4);
  philox(out, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  return [...out].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');
}

describe('the known answers distributed with Random123 (philox4x32 with 10 rounds)', () => {
  test('zeros', () => {
    expect(words([0, 0, 0, 0], [0, 0])).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
  });
  test('ones', () => {
    const ones = 0xffffffff;
    expect(words([ones, ones, ones, ones], [ones, ones])).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
  });
  test('the digits of π', () => {
    expect(words([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toBe(
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    );
  });
});

test('agrees with rounds in arbitrary precision', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
      const mask = 0xffffffffn;
      let [c0, c1, c2, c3] = counter.map(BigInt);
      let [k0, k1] = key.map(BigInt);
      for (let round = 0; round < 10; round++) {
        const a = c0 * 0xd2511f53n;
        const b = c2 * 0xcd9e8d57n;
        [c0, c1, c2, c3] = [(b >> 32n) ^ c1 ^ k0, b & mask, (a >> 32n) ^ c3 ^ k1, a & mask];
        k0 = (k0 + 0x9e3779b9n) & mask;
        k1 = (k1 + 0xbb67ae85n) & mask;
      }
      expect(words(counter, key)).toBe([c0, c1, c2, c3].map((x) => x.toString(16).padStart(8, '0')).join(' '));
    }),
    { seed: 1, numRuns: 200 },
  );
});
