import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { highProduct } from './philox.ts';
import type { Stream } from './stream.ts';

/**
 * An integer, exactly uniform on 0 … n − 1.
 *
 * The high word of a 64-bit product n·u; the few u that would make some results more likely are drawn again.
 *
 * @param stream source, moved on by one word (two or more with probability below n/2³²)
 * @param n number of values, an integer from 1 to 2³²
 * @throws ConfigurationError `INTEGER_RANGE`
 *
 * @example
 * ```ts
 * expect(integer(stream(1, 'die'), 6)).toBeLessThan(6);
 * ```
 *
 * Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019.
 */
export function integer(stream: Stream, n: number): number {
  if (!(n >= 1 && n <= 4294967296 && Number.isInteger(n))) {
    throw new ConfigurationError('INTEGER_RANGE', `integer(stream, n) received n = ${n}; expected an integer from 1 to 2^32`);
  }
  let word = stream.uint32();
  if (n === 4294967296) return word;
  if (Math.imul(word, n) >>> 0 < n) {
    const excess = 4294967296 % n;
    while (Math.imul(word, n) >>> 0 < excess) word = stream.uint32();
  }
  return highProduct(word, n) >>> 0;
}
