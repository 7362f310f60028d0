import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/**
 * The id of plain data: the same for the same data, and for no other. It is the beginning of SHA-256 of a kind and the canonical JSON,
 * 128 bits; two of n different ones agree with probability about n²/2¹²⁹.
 *
 * @param kind what the data are: data of two kinds have different ids though they look alike
 * @param value plain data; what is `undefined` is as if it were not there
 * @returns 32 hexadecimal digits
 * @throws ConfigurationError `NOT_PLAIN_DATA`
 *
 * @example
 * ```ts
 * expect(contentId('setting', { rate: 0.1, decay: 1 })).toBe(contentId('setting', { decay: 1, rate: 0.1, clip: undefined }));
 * expect(contentId('setting', { rate: 0.1 })).not.toBe(contentId('setting', { rate: 0.2 }));
 * ```
 */
export function contentId(kind: string, value: unknown): string {
  return createHash('sha256')
    .update(`${kind}\n${canonicalJson(value)}`)
    .digest('hex')
    .slice(0, 32);
}
