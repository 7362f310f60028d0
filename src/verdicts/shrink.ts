import { sampleStandardDeviation } from '../statistics/descriptive.ts';
import type { Claim, Trial } from './claim.ts';
import type { Confirmation } from './confirm.ts';
import { decide, verdictOf, type Decision } from './decide.ts';
import { average } from './pilot.ts';
import { detectableOf, type Bounds } from './quantity.ts';
import type { Question } from './question.ts';
import type { Ledger } from './work.ts';

/** Level of these tests: what they accept is certified at the claim's own level afterwards. */
const ALPHA = 1e-3;
/** Candidates that are tested. */
const LIMIT = 8;
/** Replicas of each arm of a candidate, at most: an effect that is as clear as is asked for shows in fewer. */
const MOST = 64;
/** Standard errors by which a mean may be off. */
const OFF = 2;

/**
 * Makes a refuted configuration simpler: each candidate is tested on fresh streams and accepted only when it is refuted with an
 * effect as clear as the claim promises to detect, so that shrinking does not walk onto lucky failures.
 *
 * @returns the chain from the one that was confirmed to the simplest that was accepted
 */
export async function shrink<Configuration>(
  trial: Trial,
  question: Question<Configuration>,
  confirmed: Confirmation<Configuration>,
  bounds: Bounds,
  ledger: Ledger,
): Promise<readonly Confirmation<Configuration>[]> {
  const chain = [confirmed];
  for (let attempt = 0, progress = true; progress;) {
    progress = false;
    for (const drawn of question.simpler(chain[chain.length - 1].drawn)) {
      if (attempt++ >= LIMIT) break;
      const claim = question.claimOf(drawn.value);
      const alpha = Math.max(trial.alpha, ALPHA);
      const phase = `${question.ensembles}/shrink/${attempt}`;
      const few = { ...trial, replicaLimit: Math.min(trial.replicaLimit, MOST), furtherSteps: 0 };
      const futile = ({ valuesOf }: Pick<Decision, 'valuesOf'>): string | undefined => faint(claim, bounds, valuesOf);
      const decision = await decide(few, phase, claim, { alpha, stretch: 1, bounds, futile });
      ledger.spend(claim, decision.replicas, decision.steps);
      ledger.draw(1);
      if (verdictOf(decision) !== 'refuted' || !isClear(decision, question.claims)) continue;
      chain.push({ drawn, decision });
      progress = true;
      break;
    }
  }
  return chain;
}

/** Hysteresis: the effect has to be as clear as one that the claim promises to detect. */
function isClear({ quantities }: Decision, claims: 'equal' | 'different'): boolean {
  const refuted = quantities.filter(({ verdict }) => verdict === 'refuted');
  return refuted.some(({ effect, detectable, tolerance }) =>
    claims === 'equal' ? Math.abs(effect) >= detectable : Math.abs(effect) <= tolerance,
  );
}

/** Why an effect is not going to be as clear, if so: no mean of clipped values comes near the size that is asked for. */
function faint({ claims, quantities }: Claim, bounds: Bounds, valuesOf: Decision['valuesOf']): string | undefined {
  if (claims !== 'equal') return undefined;
  const near = quantities.some((quantity) => {
    const bound = bounds[quantity.name];
    const values = valuesOf(quantity.name).map((value) => Math.max(-bound, Math.min(bound, value)));
    return (
      values.length < 2 ||
      Math.abs(average(values)) + OFF * (sampleStandardDeviation(values) / Math.sqrt(values.length)) >= detectableOf(quantity)
    );
  });
  return near ? undefined : 'no effect is as clear as the law promises to see';
}
