import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Law } from '../laws/law.ts';
import type { Document } from './document.ts';
import { decodeReplayToken, looksLikeReplayToken, type ReplayRecipe } from './replay-token.ts';
import type { SuitePlan } from './run-suite.ts';

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
  const path = resolve(directory, source);
  if (!existsSync(path)) {
    throw new ConfigurationError(
      'REPLAY_SOURCE',
      `"${source}" is neither a replay token nor a file`,
      'a token begins with "ilr1."; a file is what --json printed, or holds a token',
    );
  }
  const text = readFileSync(path, 'utf8');
  if (looksLikeReplayToken(text)) return [decodeReplayToken(text)];
  const { results } = await parseDocument(text, source);
  const tokens = results.flatMap(({ verdict, replay }) => (verdict === 'refuted' && replay !== undefined ? [replay] : []));
  if (tokens.length === 0) {
    throw new ConfigurationError('REPLAY_SOURCE', `${source} holds no counterexample: nothing in it was refuted`);
  }
  return tokens.map(decodeReplayToken);
}

async function parseDocument(text: string, source: string): Promise<Document> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new ConfigurationError('REPLAY_SOURCE', `${source} is neither a replay token nor JSON: ${(thrown as Error).message}`);
  }
  const [{ documentSchema }, { prettifyError }] = await Promise.all([import('./document-schema.ts'), import('zod')]);
  const parsed = documentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError('REPLAY_SOURCE', `${source} is not a document of intrinsic-lr:\n${prettifyError(parsed.error)}`);
}

/**
 * The run that evaluates counterexamples again, each under the seed and settings under which it was found.
 *
 * @param optimizer reference that replaces the recipes' own
 * @throws `ConfigurationError` when a law is unknown here, or the subject was an object in memory and no other is given
 */
export function planReplay(recipes: readonly ReplayRecipe[], laws: readonly Law[], optimizer?: string): SuitePlan {
  const references = recipes.map(({ subject, law }) => {
    if (!laws.some(({ id }) => id === law)) {
      throw new ConfigurationError(
        'UNKNOWN_LAW',
        `the counterexample belongs to the law "${law}", which this version does not have`,
      );
    }
    const reference = optimizer ?? subject;
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
