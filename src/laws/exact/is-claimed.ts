import type { Subject } from '../law.ts';

/**
 * Whether a contract says what a law about trajectories rests on: the symmetry, or how the weights decay and where the rate enters the momentum.
 * A claim of the decay alone says nothing of what else a step does.
 */
export function isClaimed({ profile }: Subject): boolean {
  return (
    profile.symmetry.from === 'contract' || (profile.weightDecay.from === 'contract' && profile.momentum?.from === 'contract')
  );
}
