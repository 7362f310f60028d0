import { certify } from './certify.ts';
import type { Trial } from './claim.ts';
import { confirm } from './confirm.ts';
import { verdictOf, type Decision } from './decide.ts';
import type { Bounds } from './quantity.ts';
import { namesOf, type VerdictValue } from './quantity-verdict.ts';
import type { Question } from './question.ts';
import { search } from './search.ts';
import { shrink } from './shrink.ts';
import { ledger, type Work } from './work.ts';

/** What was found of a question. */
export interface Outcome<Configuration> {
  readonly verdict: VerdictValue;
  /** The decision that is printed. */
  readonly decision: Decision;
  /** Why nothing is decided. */
  readonly reason?: string;
  /** What refutes the claim, and what it was before it was made simpler. */
  readonly refuted?: { readonly configuration: Configuration; readonly original: Configuration };
  readonly shrinks: number;
  readonly bounds: Bounds;
  readonly detectable: number;
  readonly work: Work;
}

/**
 * Reaches a verdict, so that what is refuted is refuted on fresh streams only:
 *
 * 1. search: a few replicas for each of a few configurations, without error control; the largest effect goes on;
 * 2. confirm: sequential tests of every quantity on fresh streams, and of many replicas where they hold;
 * 3. shrink: simpler configurations, each on fresh streams;
 * 4. certify: the simplest that was accepted on new streams, where equilibrium is claimed at four times the horizon; if it does not
 *    hold up, the one before.
 */
export async function reachVerdict<Configuration>(
  trial: Trial,
  question: Question<Configuration>,
): Promise<Outcome<Configuration>> {
  const spent = ledger();
  spent.draw(question.drawn.length);
  const found = await search(trial, question, spent);
  const { asked, bounds, detectable } = found;
  const confirmed = await confirm(trial, found, spent);
  const verdict = verdictOf(confirmed.decision);
  const outcome = (decision: Decision, rest: Partial<Outcome<Configuration>> = {}): Outcome<Configuration> => ({
    verdict: verdictOf(decision),
    decision,
    shrinks: 0,
    bounds,
    detectable,
    work: spent.work,
    ...rest,
  });
  if (verdict === 'holds') return outcome(confirmed.decision);
  if (verdict === 'undecided') return outcome(confirmed.decision, { reason: reasonOf(confirmed.decision) });

  const chain = await shrink(trial, asked, confirmed, bounds, spent);
  const original = chain[0].drawn.value;
  let last = confirmed.decision;
  for (const [back, { drawn, decision }] of [...chain].reverse().entries()) {
    last = await certify(trial, asked.ensembles, asked.claimOf(drawn.value), bounds, spent, decision);
    if (verdictOf(last) === 'refuted') {
      return outcome(last, { shrinks: chain.length - 1 - back, refuted: { configuration: drawn.value, original } });
    }
  }
  const reason = last.problem ?? 'refuted once and not again on new streams and at a later time';
  return outcome(confirmed.decision, { verdict: 'undecided', reason });
}

function reasonOf({ problem, quantities, replicas }: Decision): string {
  return problem ?? `${replicas} replicas did not decide ${namesOf(quantities, 'undecided')}; allow more replicas`;
}
