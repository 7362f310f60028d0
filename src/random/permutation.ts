import { integer } from './integer.ts';
import type { Stream } from './stream.ts';

/**
 * Fills an array with 0 … n − 1 in an order that is uniform over the n! orders.
 *
 * @param stream source, moved on by n − 1 words or a little more
 * @param out array of length n, overwritten
 * @returns `out`
 *
 * @example
 * ```ts
 * const order = permutation(stream(1, 'data'), new Int32Array(5));
 * expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
 * ```
 *
 * Source: R. Durstenfeld, "Algorithm 235: Random permutation", CACM 7, 1964 (the shuffle of Fisher and Yates).
 */
export function permutation(stream: Stream, out: Int32Array): Int32Array {
  for (let i = 0; i < out.length; i++) {
    const j = i === 0 ? 0 : integer(stream, i + 1);
    out[i] = out[j];
    out[j] = i;
  }
  return out;
}
