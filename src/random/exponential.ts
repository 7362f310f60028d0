import { log } from '../arithmetic/elementary.ts';
import type { Stream } from './stream.ts';

/**
 * A number with the exponential distribution of mean 1: −ln u.
 *
 * @param stream source, moved on by two words
 * @returns a positive number, at most 36.8
 *
 * @example
 * ```ts
 * expect(exponential(stream(1, 'waiting'))).toBeGreaterThan(0);
 * ```
 */
export function exponential(stream: Stream): number {
  return -log(openUniform(stream));
}

/** Uniform on the multiples of 2⁻⁵³ in (0, 1), both ends left out. */
export function openUniform(stream: Stream): number {
  let u = stream.uniform();
  while (u === 0) u = stream.uniform();
  return u;
}
