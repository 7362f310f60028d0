import { crc32, inflateRawSync } from 'node:zlib';
import { prettifyError } from 'zod';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { printable } from '../arithmetic/printable.ts';
import { replayTokenPrefix as prefix, type ReplayRecipe } from './encode-replay-token.ts';
import { replayRecipeSchema } from './replay-recipe-schema.ts';

export { encodeReplayToken, type ReplayRecipe } from './encode-replay-token.ts';

/** Bytes of the longest recipe that is read; one that was printed here has some hundreds. */
const recipeLimit = 2 ** 20;

/** Lines of what is wrong with one. */
const shownProblems = 6;

/** Whether a text is meant to be a token. */
export function looksLikeReplayToken(text: string): boolean {
  return /^ilr\d+\./.test(text.trim());
}

/**
 * The inverse of `encodeReplayToken`; white space around and inside the token is ignored.
 *
 * A token is data that anybody may have made: it is read within bounds, and what it names is neither looked up nor run.
 *
 * @example
 * ```ts
 * expect(() => decodeReplayToken('ilr1.AAAABBBB')).toThrow('checksum does not match');
 * ```
 *
 * @throws `ConfigurationError` (`REPLAY_TOKEN`) when a character was lost, the token is of another version, or what it holds is no recipe
 */
export function decodeReplayToken(token: string): ReplayRecipe {
  // Nothing that inflates to a recipe is longer than the recipe, but for base64's third, and line breaks that somebody put in.
  if (token.length > 2 * recipeLimit) throw tooLong(`${token.length} characters`);
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
  return parseRecipe(payload);
}

function parseRecipe(payload: Buffer): ReplayRecipe {
  let value: unknown;
  try {
    value = JSON.parse(inflateRawSync(payload, { maxOutputLength: recipeLimit }).toString('utf8'));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(`more than ${recipeLimit} bytes`);
    throw new ConfigurationError(
      'REPLAY_TOKEN',
      `what the replay token holds cannot be read: ${printable((thrown as Error).message)}`,
      'it was not made by intrinsic-lr; copy it as it was printed',
    );
  }
  const parsed = replayRecipeSchema.safeParse(value);
  if (parsed.success) return value as ReplayRecipe;
  const problems = prettifyError(parsed.error).split('\n').slice(0, shownProblems).map(printable);
  throw new ConfigurationError('REPLAY_TOKEN', ['what the replay token holds is no counterexample:', ...problems].join('\n  '));
}

function tooLong(length: string): ConfigurationError {
  return new ConfigurationError(
    'REPLAY_TOKEN',
    `the replay token is too long: it holds ${length}, and a counterexample some hundreds`,
    'copy it as it was printed',
  );
}

function abbreviate(text: string): string {
  return printable(text.length > 24 ? `${text.slice(0, 16)}…${text.slice(-4)}` : text);
}
