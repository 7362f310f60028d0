import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Law } from '../laws/law.ts';
import type { LawId } from '../laws/law-id.ts';
import { laws } from '../laws/index.ts';
import type { Objective } from '../objectives/objective.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import { planPairs } from './plan.ts';

/** A law, and what it is asked on. */
export interface ChosenLaw {
  readonly law: Law;
  readonly objective: Objective;
}

/**
 * The law and the objective that a caller means.
 *
 * @param law an id, or a law of the caller's own
 * @param objective a reference, or an objective of the caller's own; default: the first that `defaults.ts` names for the law's tier
 * @throws `ConfigurationError` when there is no such law or objective
 */
export function chooseLaw(law: LawId | Law, objective?: string | Objective): ChosenLaw {
  if (typeof objective === 'string' && isModelReference(objective)) {
    throw new ConfigurationError(
      'MODEL_IN_FILE',
      `${objective} is a module, which takes time to load`,
      'load it first: await loadObjective(path)',
    );
  }
  const [id, all] = typeof law === 'string' ? [law, laws] : [law.id, [law]];
  const [pair] = planPairs({ laws: [id], ...(typeof objective === 'string' && { objectives: [objective] }) }, all);
  return {
    law: all.find((candidate) => candidate.id === id)!,
    objective: typeof objective === 'object' ? objective : parseObjective(pair.objective),
  };
}
