import type { Law } from '../laws/law.ts';
import type { LawId } from '../laws/law-id.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { chooseLaw } from './choose-law.ts';
import { claims } from './claims.ts';
import { profileOf } from './profile-of.ts';

/**
 * Says whether a law claims anything of an optimizer on an objective.
 *
 * @param law an id, or a law of your own
 * @param optimizer its contract, completed by measurement, decides
 * @param objective a reference or an object; default: the one on which `checkLaw` would ask
 * @returns `true`, or the reason why not
 * @throws `ConfigurationError` when there is no such law or objective
 * @example
 * ```ts
 * expect(lawApplies('radial-identity', sgd)).toBe(true);
 * expect(lawApplies('radial-identity', adam)).toMatch('linear in the gradient');
 * ```
 */
export function lawApplies(law: LawId | Law, optimizer: Optimizer, objective?: string | Objective): true | string {
  const chosen = chooseLaw(law, objective);
  return claims(chosen.law, { optimizer, profile: profileOf(optimizer) }, chosen.objective);
}
