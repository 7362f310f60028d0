import type { Trial } from './claim.ts';

/** How many times as many replicas may decide what the usual ones do not. */
const FURTHER = 8;

/**
 * Replicas that a test may use where the usual ones leave it undecided: as many more as their price allows, and eight times as many at
 * most. Sequential tests may go on (Ville), so that nothing that was decided before changes.
 *
 * @param price steps of all arms of one replica
 * @returns an even number, never less than the usual limit
 */
export function furtherLimit(
  { replicaLimit, furtherSteps = 0 }: Pick<Trial, 'replicaLimit' | 'furtherSteps'>,
  price: number,
): number {
  const limit = Math.min(FURTHER * replicaLimit, replicaLimit + Math.floor(furtherSteps / price));
  return limit - (limit % 2);
}
