import type { Law } from '../laws/law.ts';
import type { LawId } from '../laws/law-id.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { MatcherResult } from './matcher-result.ts';
import { toObeyLaws, type ObeyLawsOptions } from './to-obey-laws.ts';

/**
 * Expects that one law holds: `await expect(optimizer).toSatisfyLaw('scaling-symmetry')`. A law that claims nothing of the optimizer fails
 * the expectation, with the reason.
 *
 * @param law an id, or a law of one's own
 * @param options as of `checkOptimizer`
 */
export function toSatisfyLaw(
  optimizer: Optimizer | string,
  law: LawId | Law,
  options: Omit<ObeyLawsOptions, 'laws' | 'tier'> = {},
): Promise<MatcherResult> {
  return toObeyLaws(optimizer, { ...options, laws: [law] });
}
