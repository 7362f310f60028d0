import type { Candidate } from './proposers/proposer.ts';

/** A candidate on its way through the rungs. */
export interface Proposal extends Candidate {
  readonly proposer: number;
  /** What the last look at it took, in replica-steps of the plain setting. */
  readonly cost: number;
}

/** Score from which an effect is large enough: what is cheaper goes first. */
const LARGE = 5;

/** What goes on first: large effects, and cheap ones. */
function rank({ score, cost }: Proposal): number {
  return Math.min(score, LARGE) / Math.sqrt(cost + 1);
}

/** Those with at least this score, the first ones first. */
export function above(proposals: readonly Proposal[], least: number, count: number): Proposal[] {
  return proposals
    .filter(({ score }) => score >= least)
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, count);
}
