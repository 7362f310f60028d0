import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Law } from '../laws/law.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import { exactObjectives, statisticalObjectives } from './defaults.ts';
import type { Pair } from './host.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import { suggestName } from './suggest-name.ts';

/** Which laws on which objectives. */
export interface Selection {
  /** Ids, and `exact` or `statistical` for all laws of a tier. Default: every law of `tier`. */
  readonly laws?: readonly string[];
  /** `exact`: the laws that need no statistics; default `all`. */
  readonly tier?: 'exact' | 'all';
  /** Default: what `defaults.ts` names for the law's tier. */
  readonly objectives?: readonly string[];
}

/**
 * The pairs of law and objective that a selection means, exact laws first, in the order in which they are reported.
 *
 * @param selection what the user asked for
 * @param laws every law there is
 * @throws `ConfigurationError` on the name of a law or objective that does not exist
 */
export function planPairs({ laws: named, tier = 'all', objectives }: Selection, laws: readonly Law[]): Pair[] {
  const names: readonly string[] = [...laws.map(({ id }) => id), 'exact', 'statistical'];
  const unknown = named?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError('UNKNOWN_LAW', `there is no law called "${unknown}"`, suggestName(unknown, names));
  }
  // A model is loaded where it runs: like a subject, it is not this package's code.
  for (const reference of objectives ?? []) if (!isModelReference(reference)) parseObjective(reference);
  const selected = laws.filter(
    (law) =>
      (named === undefined || named.includes(law.id) || named.includes(law.tier)) && (tier === 'all' || law.tier === 'exact'),
  );
  const pairs = (of: Law['tier'], references: readonly string[]): Pair[] =>
    selected.filter((law) => law.tier === of).flatMap(({ id: law }) => references.map((objective) => ({ law, objective })));
  return [...pairs('exact', objectives ?? exactObjectives), ...pairs('statistical', objectives ?? statisticalObjectives)];
}
