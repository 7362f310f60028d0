import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Law, LawId } from '../laws/law.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import { exactObjectives, statisticalObjectives } from './defaults.ts';
import type { Pair } from './host.ts';
import { suggestName } from './suggest-name.ts';

/** Which laws on which objectives. */
export interface Selection {
  /** Default: every law of the tier. */
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
  const ids = laws.map(({ id }) => id);
  for (const name of named ?? []) {
    if (!ids.includes(name as LawId)) {
      throw new ConfigurationError('UNKNOWN_LAW', `there is no law called "${name}"`, suggestName(name, ids));
    }
  }
  for (const reference of objectives ?? []) parseObjective(reference);
  const selected = laws.filter(
    (law) => (named === undefined || named.includes(law.id)) && (tier === 'all' || law.tier === 'exact'),
  );
  const pairs = (of: Law['tier'], references: readonly string[]): Pair[] =>
    selected.filter((law) => law.tier === of).flatMap(({ id: law }) => references.map((objective) => ({ law, objective })));
  return [...pairs('exact', objectives ?? exactObjectives), ...pairs('statistical', objectives ?? statisticalObjectives)];
}
