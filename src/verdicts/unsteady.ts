import type { Arm } from '../experiments/arm.ts';
import type { Claim } from './claim.ts';
import { halvesUntilLater } from './extended.ts';
import { maximalRHat, unsteadiness, type StationarityOptions, type Unsteadiness } from './stationarity.ts';

/** Of each steady metric and arm, the block means of finite replicas. */
export type Chains = readonly (readonly (readonly Float64Array[])[])[];

/** How many times as far as at the end replicas have to stay apart on the way: a few of them measure it less well than all. */
export const FAR_APART = 1.5;

/** Movements do not make an effect that is this many times as large, if they are below so many of their tolerances. */
const [LARGE, SMALL] = [4, 3];

/** How windows are looked at. */
export interface Looking extends Pick<StationarityOptions, 'mixing'> {
  /** Size of what the window would have to explain. */
  readonly effect: number;
}

/** What is asked of replicas in windows so many times as long as usual: short ones do not show whether they mix. */
export function mixingOf(stretch: number, factor: number): Pick<Looking, 'mixing'> {
  return stretch >= 1 ? { mixing: factor * maximalRHat } : {};
}

/** Why a window is not equilibrium, if so, unless what moves in it is small beside the effect. */
export function unsteady(
  { steady }: Claim,
  arms: readonly Arm[],
  chains: Chains,
  { effect, ...looking }: Looking,
): Unsteadiness | undefined {
  for (const [i, metric] of steady.entries()) {
    for (const [arm, { windows, equilibrium }] of arms.entries()) {
      if (equilibrium === undefined || chains[i][arm].length < 4) continue;
      const wait = halvesUntilLater(windows[equilibrium]);
      const problem = unsteadiness(metric, chains[i][arm], { ...looking, arm: armName(arm), wait });
      if (problem === undefined) continue;
      if (LARGE * problem.size > effect || problem.size > SMALL * metric.tolerance) return problem;
    }
  }
  return undefined;
}

function armName(arm: number): string {
  return `the ${['first', 'second', 'third', 'fourth', 'fifth', 'sixth'][arm] ?? `${arm + 1}th`} arm`;
}
