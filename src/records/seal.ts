import { createHash } from 'node:crypto';
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts';

/** What was read of a sealed line: the data, or what is wrong with it. */
export type Unsealed = { readonly value: unknown } | { readonly problem: string };

/**
 * Plain data as one line that tells whether it is whole: a checksum, and the canonical JSON that it is of. A file is one such line, a
 * journal many.
 *
 * @param value plain data
 * @returns the line, without a line break
 * @throws ConfigurationError `NOT_PLAIN_DATA`
 *
 * @example
 * ```ts
 * const line = seal({ replicas: 4 });
 * expect(unseal(line)).toEqual({ value: { replicas: 4 } });
 * expect(unseal(line.slice(0, -3))).toHaveProperty('problem');
 * ```
 */
export function seal(value: unknown): string {
  const text = canonicalJson(value);
  return `{"checksum":"${checksum(text)}","value":${text}}`;
}

/** What was sealed; a line that was torn, changed or is something else gives what is wrong with it. */
export function unseal(line: string): Unsealed {
  const parts = /^\{"checksum":"([0-9a-f]{16})","value":(.*)\}\s*$/s.exec(line);
  if (parts === null) return { problem: line.trim() === '' ? 'it is empty' : 'it does not begin and end as a sealed line does' };
  const [, expected, text] = parts;
  if (checksum(text) !== expected) return { problem: 'its checksum is not that of its text' };
  try {
    return { value: parseCanonicalJson(text) };
  } catch (thrown) {
    return { problem: `it is no JSON: ${(thrown as Error).message}` };
  }
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
