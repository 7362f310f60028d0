import type { Subject } from '../law.ts';

/** Whether a contract says what a law about trajectories rests on: the symmetry, or how the weights decay. */
export function isClaimed({ profile }: Subject): boolean {
  return profile.symmetry.from === 'contract' || profile.weightDecay.from === 'contract';
}
