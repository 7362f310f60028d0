import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { integer } from './integer.ts';
import type { Stream } from './stream.ts';

/** Which indices are taken; all 0 between calls. It grows to the largest population seen. */
let taken = new Uint8Array(0);

/**
 * Draws k different indices from 0 … n − 1, every set of k equally likely: a mini-batch. Their order is not uniform.
 *
 * @param stream source, moved on by k words or a little more, whatever n is
 * @param n size of the population, at least k
 * @param out array of length k, overwritten; nothing else is allocated once n was seen
 * @returns `out`
 * @throws ConfigurationError `SAMPLE_SIZE` if k > n
 *
 * @example
 * ```ts
 * const batch = sampleWithoutReplacement(stream(1, 'data'), 1797, new Int32Array(32));
 * expect(new Set(batch).size).toBe(32);
 * ```
 *
 * Source: R. W. Floyd, in J. Bentley, "Programming pearls: a sample of brilliance", CACM 30, 1987.
 */
export function sampleWithoutReplacement(stream: Stream, n: number, out: Int32Array): Int32Array {
  if (!(out.length <= n)) {
    throw new ConfigurationError(
      'SAMPLE_SIZE',
      `asked for ${out.length} different indices of ${n}; expected at most ${n}`,
      'is the batch larger than the data set?',
    );
  }
  if (taken.length < n) taken = new Uint8Array(n);
  const skipped = n - out.length;
  for (let i = 0; i < out.length; i++) {
    const last = skipped + i;
    const index = integer(stream, last + 1);
    const chosen = taken[index] === 0 ? index : last;
    taken[chosen] = 1;
    out[i] = chosen;
  }
  for (let i = 0; i < out.length; i++) taken[out[i]] = 0;
  return out;
}
