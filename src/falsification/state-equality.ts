import type { Engine } from '../experiments/experiment.ts';
import { comparisonsOf } from './comparisons.ts';
import type { StatedClaim } from './conjectures/conjecture.ts';
import { historyArms } from './history-arms.ts';
import { sceneOf, type Fixed } from './scene.ts';
import type { Setting } from './setting.ts';

/** The claim that the two histories of a setting make no difference. */
export async function stateEquality(engine: Engine, setting: Setting, fixed: Fixed): Promise<StatedClaim> {
  const scene = sceneOf(setting, fixed);
  const { snapshots, ...compared } = comparisonsOf(scene);
  const { arms, steps } = await historyArms(engine, setting, [scene, scene], snapshots);
  return { claim: { claims: 'equal', arms, steady: [], ...compared }, steps };
}
