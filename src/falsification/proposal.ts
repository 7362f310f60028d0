import type { Candidate } from './proposers/proposer.ts';

/** A candidate on its way through the rungs. */
export interface Proposal extends Candidate {
  readonly proposer: number;
  /** The effect that the last look has left room for, in tolerances. */
  readonly reach: number;
  /** The rung on which it begins. */
  readonly rung: 0 | 1;
  /** What the last look at it took, in replica-steps of the plain setting. */
  readonly cost: number;
}

/** Score from which an effect is large enough: what is cheaper goes first. */
const LARGE = 5;

/** What goes on first: large effects, and cheap ones. */
function rank({ score, cost }: Proposal): number {
  return Math.min(score, LARGE) / Math.sqrt(cost + 1);
}

/** The same, the first ones first. */
export function ranked(proposals: readonly Proposal[]): readonly Proposal[] {
  return proposals.toSorted((a, b) => rank(b) - rank(a));
}

/** Whether a look has left room for a large effect: it is too noisy to tell. */
export function isOpen({ score, reach }: Proposal): boolean {
  return score < LARGE && reach >= LARGE;
}

/** Of those that are too noisy to tell the one for which a look is cheapest. */
export function cheapestOpen(proposals: readonly Proposal[]): Proposal | undefined {
  const open = proposals.filter(isOpen);
  return open.length === 0 ? undefined : open.reduce((best, each) => (each.cost < best.cost ? each : best));
}
