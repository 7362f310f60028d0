import type { Engine } from '../experiments/experiment.ts';
import { comparisonsOf } from './comparisons.ts';
import type { StatedClaim } from './conjectures/conjecture.ts';
import { historyArms } from './history-arms.ts';
import { sceneOf, type Fixed } from './scene.ts';
import type { Setting } from './setting.ts';

/**
 * The claim that the two histories of a setting make no difference.
 *
 * @returns the claim, with an arm for each history, and the replica-steps that were run to state it
 *
 * @example
 * ```ts
 * const { claim } = await stateEquality(fastestEngine, spaceOf(commonFields).plain, {});
 * expect(claim.claims).toBe('equal');
 * expect(claim.arms(1)).toHaveLength(2);
 * ```
 */
export async function stateEquality(engine: Engine, setting: Setting, fixed: Fixed): Promise<StatedClaim> {
  const scene = sceneOf(setting, fixed);
  const { snapshots, ...compared } = comparisonsOf(scene);
  const { arms, steps } = await historyArms(engine, setting, [scene, scene], snapshots);
  return { claim: { claims: 'equal', arms, steady: [], ...compared }, steps };
}
