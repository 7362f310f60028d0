import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { shellWord } from '../arithmetic/printable.ts';
import { isTrusted } from '../subjects/load-subject.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import type { ReplayRecipe } from './encode-replay-token.ts';

/** What a recipe names beside what is built in: code that its maker chose. */
export interface ForeignReferences {
  readonly optimizer?: string;
  readonly objective?: string;
}

/** What whoever replays a recipe says may run. */
export interface ReplayTrust {
  /** Runs in the place of the optimizer that the recipe names: a reference, or `true` for one that is at hand as an object. */
  readonly optimizer?: string | true;
  /** Models that may run; where there is one alone, it runs in the place of whatever model the recipe names. */
  readonly objective?: string | readonly string[];
  /** Whatever the recipe names may run. */
  readonly trust?: boolean;
}

/**
 * The references of a recipe that name other people's code.
 *
 *     foreignReferences({ subject: 'builtin:sgd', objective: 'digits-mlp' })  →  {}
 *     foreignReferences({ subject: './my.ts', objective: './m.mjs' })  →  { optimizer: './my.ts', objective: './m.mjs' }
 */
export function foreignReferences({ subject, objective }: Pick<ReplayRecipe, 'subject' | 'objective'>): ForeignReferences {
  return {
    ...(subject !== undefined && !isTrusted(subject) && { optimizer: subject }),
    ...(isModelReference(objective) && { objective }),
  };
}

/**
 * What is to run of what a recipe names. A token comes from a log, an issue or a chat: it runs no code that whoever pastes it has not named.
 *
 * @returns the recipe with the references that run
 * @throws `ConfigurationError` `REPLAY_UNTRUSTED`, before anything is looked up
 */
export function trustedRecipe<Recipe extends Pick<ReplayRecipe, 'subject' | 'objective'>>(
  recipe: Recipe,
  { optimizer, objective, trust = false }: ReplayTrust,
): Recipe {
  const foreign = foreignReferences(recipe);
  const named = [objective ?? []].flat();
  const model = named.find((reference) => reference === foreign.objective) ?? (named.length === 1 ? named[0] : undefined);
  const untrusted = trust
    ? []
    : [
        ...(foreign.optimizer !== undefined && optimizer === undefined ? [`--optimizer ${shellWord(foreign.optimizer)}`] : []),
        ...(foreign.objective !== undefined && model === undefined ? [`--objective ${shellWord(foreign.objective)}`] : []),
      ];
  if (untrusted.length > 0) {
    throw new ConfigurationError(
      'REPLAY_UNTRUSTED',
      'the replay token names code that does not belong to intrinsic-lr, and a token can come from anybody',
      `if you know that code, name it too: ${untrusted.join(' ')}; --trust (trust: true) runs whatever a token names`,
    );
  }
  return {
    ...recipe,
    ...(typeof optimizer === 'string' && { subject: optimizer }),
    ...(foreign.objective !== undefined && model !== undefined && { objective: model }),
  };
}
