import type { Claim, Trial } from './claim.ts';
import { decide, verdictOf, type DecideOptions, type Decision } from './decide.ts';
import { claimsEquilibrium, extended } from './extended.ts';
import { levelOfConfirmation, levelOfSuspect } from './levels.ts';
import { namesOf, type QuantityVerdict } from './quantity-verdict.ts';
import type { Drawn, Question } from './question.ts';
import { cleanReplicas, failures, few } from './rare-failures.ts';
import { PILOT_REPLICAS, type Search } from './search.ts';
import type { Ledger } from './work.ts';

/** Length of their windows: they are looked at for what is gross. */
const SHORT = 0.25;

/** A decision about a configuration. */
export interface Confirmation<Configuration> {
  readonly drawn: Drawn<Configuration>;
  readonly decision: Decision;
}

/**
 * Tests suspects on fresh streams: the next one where one stays undecided, each with a share of α. What is refuted is refuted; where nothing is, the first one speaks.
 */
export async function confirm<Configuration>(
  trial: Trial,
  found: Search<Configuration>,
  ledger: Ledger,
): Promise<Confirmation<Configuration>> {
  let first: Confirmation<Configuration> | undefined;
  for (const k of found.suspects.keys()) {
    const next = await confirmOne({ ...trial, alpha: levelOfSuspect(trial.alpha, k) }, found, k, ledger);
    const verdict = verdictOf(next.decision);
    if (verdict === 'refuted' || (k === 0 && verdict === 'holds')) return next;
    first ??= next;
  }
  return first!;
}

/**
 * Tests a suspect, and of the first one whether failures are rare rather than absent.
 *
 * Where a window does not show equilibrium, it is waited for once, four times as long. A claim of equality that holds of the suspect
 * has to hold of replicas enough to exclude that one in twenty fails outright: they run at the first kind of configuration, made as
 * simple as it can be, which is the cheapest, with short windows. Both tests share α.
 */
async function confirmOne<Configuration>(
  trial: Trial,
  found: Search<Configuration>,
  k: number,
  ledger: Ledger,
): Promise<Confirmation<Configuration>> {
  const { asked: question, bounds } = found;
  const suspect = found.suspects[k];
  const alpha = levelOfConfirmation(trial.alpha, question.claims);
  const claim = question.claimOf(suspect.value);
  const phase = k === 0 ? `${question.ensembles}/confirm` : `${question.ensembles}/confirm/${k + 1}`;
  const simplest = broadened(question, simplestOf(question, question.drawn[0]));
  const usual = question.claimOf(simplest.value);
  const enoughHere = enoughOfThose(claim, usual, found.pilots);
  const here = { alpha, stretch: 1, bounds, ...(question.claims === 'equal' && k === 0 && { enough: enoughHere }) };
  const { decision, late } = await settle(trial, phase, claim, here, ledger);
  if (verdictOf(decision) !== 'holds' || question.claims === 'different' || k > 0) return { drawn: suspect, decision };

  const many = late ? extended(usual) : usual;
  const seen = found.pilots.length * PILOT_REPLICAS;
  const atLeast = Math.max(0, cleanReplicas - seen - decision.replicas);
  const others = [decision, ...found.pilots];
  const enough: DecideOptions['enough'] = (run) => failures(claim, run, others) === undefined;
  const options = { alpha, stretch: SHORT, bounds, atLeast, enough };
  const breadth = await decide(trial, `${question.ensembles}/breadth`, many, options);
  ledger.spend(many, breadth.replicas, breadth.steps);
  if (verdictOf(breadth) === 'refuted') return { drawn: simplest, decision: breadth };
  const problem = breadth.problem ?? unsettled(breadth) ?? failures(claim, breadth, others) ?? few(breadth, atLeast);
  return { drawn: suspect, decision: { ...together(decision, breadth), ...(problem === undefined ? {} : { problem }) } };
}

/** Whether failures are rare in what the many replicas do not read: there, only more replicas of the suspect itself can tell. */
function enoughOfThose(claim: Claim, many: Claim, others: Search<unknown>['pilots']): NonNullable<DecideOptions['enough']> {
  const read = new Set(many.quantities.map(({ name }) => name));
  const quantities = claim.quantities.filter(({ name }) => !read.has(name));
  const none = { valuesOf: () => [], readings: [] };
  return (run) => failures({ ...claim, quantities }, none, [run, ...others]) === undefined;
}

/** The part of a configuration that many replicas are run of. */
function broadened<Configuration>({ inBreadth }: Question<Configuration>, drawn: Drawn<Configuration>): Drawn<Configuration> {
  return { ...drawn, value: inBreadth?.(drawn.value) ?? drawn.value };
}

/** What a configuration becomes when everything that can be is made simpler. */
function simplestOf<Configuration>(
  { simpler }: Pick<Question<Configuration>, 'simpler'>,
  drawn: Drawn<Configuration>,
): Drawn<Configuration> {
  const [next] = simpler(drawn);
  return next === undefined ? drawn : simplestOf({ simpler }, next);
}

/** Decides, and once again at four times the horizon where that was too early, and where the window does not show that it is no use. */
async function settle(
  trial: Trial,
  phase: string,
  claim: Claim,
  options: DecideOptions,
  ledger: Ledger,
): Promise<{ readonly decision: Decision; readonly late: boolean }> {
  const decision = await decide(trial, phase, claim, options);
  ledger.spend(claim, decision.replicas, decision.steps);
  if (decision.problem === undefined || decision.lasting === true || !claimsEquilibrium(claim)) return { decision, late: false };
  const later = await decide(trial, `${phase}/extended`, extended(claim), options);
  ledger.spend(claim, later.replicas, later.steps);
  const problem = later.problem !== undefined && { problem: `${later.problem}, also at four times the horizon` };
  return { decision: { ...later, ...problem }, late: true };
}

function unsettled({ quantities, replicas }: Decision): string | undefined {
  const names = namesOf(quantities, 'undecided');
  return names === '' ? undefined : `${replicas} replicas did not decide ${names}; allow more replicas`;
}

/** The suspect's quantities, with the evidence against divergence and for equal distributions from all replicas. */
function together(decision: Decision, breadth: Decision): Decision {
  const quantities = decision.quantities.map((verdict): QuantityVerdict => {
    const wide = breadth.quantities.find(({ metric }) => metric === verdict.metric);
    return wide !== undefined && wide.replicas > verdict.replicas && verdict.tolerance === wide.tolerance ? wide : verdict;
  });
  return { ...decision, quantities, replicas: decision.replicas + breadth.replicas };
}
