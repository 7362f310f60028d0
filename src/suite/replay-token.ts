import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Counterexample, LawId } from '../laws/law.ts';

/** Changes when a token of an older form can no longer be read. */
const prefix = 'ilr1.';

/** Everything that evaluates one counterexample again, bit for bit. */
export interface ReplayRecipe {
  /** Version of this package that found it. */
  readonly version: string;
  /** The subject as the user named it; `undefined` for an object in memory. */
  readonly subject?: string;
  readonly law: LawId;
  readonly objective: string;
  readonly seed: number;
  readonly alpha: number;
  readonly configurations: number;
  readonly replicaLimit: number;
  readonly counterexample: Counterexample;
}

/**
 * A recipe as one short word that survives shells, URLs and chat: `ilr1.` and the base64url of a CRC-32 and the deflated JSON.
 *
 * @example
 * ```ts
 * const recipe = {
 *   version: '0.1.0', subject: 'builtin:sgd', law: 'determinism', objective: 'digits-mlp', seed: 1, alpha: 1e-6,
 *   configurations: 200, replicaLimit: 256, counterexample: { learningRate: 0.1, weightDecay: 0.01, initScale: 1 },
 * } as const;
 * const token = encodeReplayToken(recipe);
 * expect(token).toMatch(/^ilr1\.[\w-]+$/);
 * expect(decodeReplayToken(token)).toEqual(recipe);
 * ```
 */
export function encodeReplayToken(recipe: ReplayRecipe): string {
  const { version, subject, law, objective, seed, alpha, configurations, replicaLimit, counterexample } = recipe;
  // In a fixed order, so that the same recipe is the same token.
  const text = JSON.stringify({ version, subject, law, objective, seed, alpha, configurations, replicaLimit, counterexample });
  const payload = deflateRawSync(text, { level: 9 });
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(payload));
  return prefix + Buffer.concat([checksum, payload]).toString('base64url');
}

/** Whether a text is meant to be a token. */
export function looksLikeReplayToken(text: string): boolean {
  return /^ilr\d+\./.test(text.trim());
}

/**
 * The inverse of `encodeReplayToken`; white space around and inside the token is ignored.
 *
 * @throws `ConfigurationError` (`REPLAY_TOKEN`) when a character was lost or the token is of another version
 */
export function decodeReplayToken(token: string): ReplayRecipe {
  const text = token.replace(/\s+/g, '');
  if (!text.startsWith(prefix)) {
    const advice = looksLikeReplayToken(text)
      ? `this version reads tokens that begin with ${prefix}; use the version of intrinsic-lr that printed it`
      : `copy it as it was printed: it begins with ${prefix}`;
    throw new ConfigurationError('REPLAY_TOKEN', `"${abbreviate(text)}" is not a replay token`, advice);
  }
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
  const payload = bytes.subarray(4);
  if (
    bytes.length <= 4 ||
    crc32(payload) !== bytes.readUInt32BE(0) ||
    bytes.toString('base64url') !== text.slice(prefix.length)
  ) {
    throw new ConfigurationError(
      'REPLAY_TOKEN',
      `the replay token "${abbreviate(text)}" is damaged: its checksum does not match`,
      'a character is missing or changed; copy the whole token, or replay the JSON document instead',
    );
  }
  return JSON.parse(inflateRawSync(payload).toString('utf8')) as ReplayRecipe;
}

function abbreviate(text: string): string {
  return text.length > 24 ? `${text.slice(0, 16)}…${text.slice(-4)}` : text;
}
