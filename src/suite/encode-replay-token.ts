import { crc32, deflateRawSync } from 'node:zlib';
import type { Counterexample } from '../laws/law.ts';

// Apart from reading tokens, whose validation every run would have to load.

/** Changes when a token of an older form can no longer be read. */
export const replayTokenPrefix = 'ilr1.';

/** Everything that evaluates one counterexample again, bit for bit. */
export interface ReplayRecipe {
  /** Version of this package that found it. */
  readonly version: string;
  /** The subject as the user named it; `undefined` for an object in memory. */
  readonly subject?: string;
  readonly law: string;
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
  return replayTokenPrefix + Buffer.concat([checksum, payload]).toString('base64url');
}
