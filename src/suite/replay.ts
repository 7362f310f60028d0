import { resolve } from 'node:path';
import { builtinOptimizer } from '../optimizers/reference.ts';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { nearestName } from '../arithmetic/nearest-name.ts';
import { printable, printableLines } from '../arithmetic/printable.ts';
import type { Law } from '../laws/law.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import type { Document } from './document.ts';
import { isTrusted } from '../subjects/load-subject.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import { readTextFile } from '../records/read-text-file.ts';
import { decodeReplayToken, looksLikeReplayToken, type ReplayRecipe } from './replay-token.ts';
import type { SuitePlan } from './run-suite.ts';

/** Bytes of the longest document that is read. */
const documentLimit = 2 ** 28;

/**
 * The counterexamples that a user wants to see again.
 *
 * @param source a token, the path of a file that holds one, or the path of a JSON document, which stands for everything in it that
 *   was refuted
 * @param directory where relative paths start
 * @throws `ConfigurationError` when it is none of these, is damaged, or holds no counterexample
 */
export async function readRecipes(source: string, directory: string): Promise<ReplayRecipe[]> {
  if (looksLikeReplayToken(source)) return [decodeReplayToken(source)];
  const text = await readSource(source, directory);
  if (looksLikeReplayToken(text)) return [decodeReplayToken(text)];
  const { results } = await parseDocument(text, source);
  const tokens = results.flatMap(({ verdict, replay }) => (verdict === 'refuted' && replay !== undefined ? [replay] : []));
  if (tokens.length === 0) {
    throw new ConfigurationError('REPLAY_SOURCE', `${source} holds no counterexample: nothing in it was refuted`);
  }
  return tokens.map(decodeReplayToken);
}

async function readSource(source: string, directory: string): Promise<string> {
  try {
    return await readTextFile(resolve(directory, source), documentLimit);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const shown = printable(source.length > 80 ? `${source.slice(0, 80)}…` : source);
    throw new ConfigurationError(
      'REPLAY_SOURCE',
      code === 'ENOENT' ? `"${shown}" is neither a replay token nor a file` : `"${shown}" cannot be read: ${printable(message)}`,
      'a token begins with "ilr1."; a file is what --json printed, or holds a token',
    );
  }
}

async function parseDocument(text: string, source: string): Promise<Document> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new ConfigurationError(
      'REPLAY_SOURCE',
      `${source} is neither a replay token nor JSON: ${printable((thrown as Error).message)}`,
    );
  }
  const [{ documentRecord }, { prettifyError }] = await Promise.all([import('../records/document-record.ts'), import('zod')]);
  const parsed = documentRecord.schema.safeParse(value);
  if (parsed.success) return parsed.data as unknown as Document;
  throw new ConfigurationError(
    'REPLAY_SOURCE',
    `${source} is not a document of intrinsic-lr:\n${printableLines(prettifyError(parsed.error))}`,
  );
}

/**
 * The run that evaluates counterexamples again, each under the seed and settings under which it was found.
 *
 * @param recipes whose references may run: what was read from a token has passed `trustedRecipe`
 * @param optimizer reference that replaces the recipes' own
 * @throws `ConfigurationError` when a law, an objective or a built-in optimizer is unknown here, or when the subject was an object in
 *   memory and no other is given
 */
export function planReplay(recipes: readonly ReplayRecipe[], laws: readonly Law[], optimizer?: string): SuitePlan {
  const references = recipes.map(({ subject, law, objective }) => {
    requireLaw(law, laws);
    if (!isModelReference(objective)) parseObjective(objective);
    const reference = optimizer ?? subject;
    if (reference !== undefined && isTrusted(reference)) builtinOptimizer(reference);
    if (reference !== undefined) return reference;
    throw new ConfigurationError(
      'REPLAY_SUBJECT',
      'the counterexample belongs to an optimizer that was an object in memory',
      'name the module that it comes from: --optimizer ./my-optimizer.ts',
    );
  });
  const [{ seed, alpha, configurations, replicaLimit }] = recipes;
  return {
    kind: 'replay',
    laws,
    seed,
    alpha,
    configurations,
    replicaLimit,
    subjects: [...new Set(references)].map((reference) => ({
      label: reference,
      reference,
      pairs: [],
      replays: recipes
        .filter((_, i) => references[i] === reference)
        .map(({ law, objective, counterexample, ...recipe }) => ({
          law,
          objective,
          counterexample,
          settings: {
            seed: recipe.seed,
            alpha: recipe.alpha,
            configurations: recipe.configurations,
            replicaLimit: recipe.replicaLimit,
          },
        })),
    })),
  };
}

/** A `ConfigurationError` where a recipe's law does not exist. */
export function requireLaw(id: string, laws: readonly Law[]): Law {
  const law = laws.find((candidate) => candidate.id === id);
  if (law !== undefined) return law;
  const ids = laws.map((candidate) => candidate.id);
  const nearest = nearestName(id, ids);
  throw new ConfigurationError(
    'UNKNOWN_LAW',
    `the counterexample belongs to the law "${printable(id)}", which this version does not have`,
    nearest === undefined ? `it has: ${ids.join(', ')}` : `the nearest that it has is "${nearest}"`,
  );
}
