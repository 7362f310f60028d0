import { pow } from '../arithmetic/elementary.ts';
import type { Claim } from './claim.ts';

/** Share of α with which the most suspicious configuration is tested; of the rest, the next one, and so on. */
const MOST = 0.9;
/** Share of a decision's α that the claim's own quantities have; divergence and distributions have the rest. */
const OWN = 0.9;

/** α of the k-th suspect, counting from 0: 0.9 α, 0.09 α, …, which sums to α however many there are. */
export function levelOfSuspect(alpha: number, k: number): number {
  return alpha * MOST * pow(1 - MOST, k);
}

/** Of a suspect's α, that of its own test: where equality is claimed, the test of many replicas has the other half. */
export function levelOfConfirmation(alpha: number, claims: Claim['claims']): number {
  return claims === 'equal' ? alpha / 2 : alpha;
}

/** α of each of a claim's own quantities, and of each of the other tests, in a decision. */
export function levelsOfTests(alpha: number, own: number, others: number): { readonly own: number; readonly others: number } {
  return { own: (alpha * OWN) / Math.max(1, own), others: (alpha * (1 - OWN)) / Math.max(1, others) };
}
