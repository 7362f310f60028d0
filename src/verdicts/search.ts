import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Claim, Trial } from './claim.ts';
import { levelOfConfirmation, levelOfSuspect, levelsOfTests } from './levels.ts';
import { average, planOf, runPilot, suspicion, type Pilot, type Plan } from './pilot.ts';
import { detectableOf, type Bounds } from './quantity.ts';
import type { Drawn, Question } from './question.ts';
import { furtherLimit } from './further-limit.ts';
import type { Ledger } from './work.ts';

/** Replicas for each configuration; together they are the pilot that fixes where values are clipped. */
export const PILOT_REPLICAS = 4;

/** Configurations that are confirmed, at most: the next one where one stays undecided. */
const SUSPECTS = 2;

/** What the search found. */
export interface Search<Configuration> {
  /** The question, without what cannot be seen and need not be. */
  readonly asked: Question<Configuration>;
  /** The most suspicious configuration first; others follow where an effect was seen that the test would show. */
  readonly suspects: readonly Drawn<Configuration>[];
  readonly bounds: Bounds;
  readonly pilots: readonly Pilot[];
  /** Smallest effect that would be seen. */
  readonly detectable: number;
}

/**
 * A few replicas of each configuration, without error control: the most suspicious one goes on to be confirmed.
 *
 * @throws ConfigurationError `UNDERPOWERED` where the replicas allowed could not show what the claim promises to see
 */
export async function search<Configuration>(
  trial: Trial,
  question: Question<Configuration>,
  ledger: Ledger,
): Promise<Search<Configuration>> {
  const { drawn, title, claims } = question;
  const pilots: Pilot[] = [];
  for (const [index, { value }] of drawn.entries()) {
    trial.progress?.((0.3 * index) / drawn.length, `${title}: search, configuration ${index + 1} of ${drawn.length}`);
    const claim = question.claimOf(value);
    const pilot = await runPilot(trial, `${question.ensembles}/search/${index}`, claim, PILOT_REPLICAS);
    pilots.push(pilot);
    ledger.spend(claim, PILOT_REPLICAS, pilot.steps);
  }
  const [chosen, ...rest] = [...pilots.keys()].sort(
    (a, b) => suspicion(pilots[b], claims) - suspicion(pilots[a], claims) || a - b,
  );
  const plans = plansOf(trial, claims, pilots);
  const isVisible = (pilot: Pilot, { quantity: { name }, shown }: Plan): boolean =>
    !(Math.abs(average(pilot.valuesOf(name))) <= shown);
  const dropped = plans.filter((plan) => plan.quantity.optional === true && isWeak(plan) && !isVisible(pilots[chosen], plan));
  const kept = plans.filter((plan) => !dropped.includes(plan));
  if (kept.length === 0) throw underpowered(title, dropped[0], trial);
  const seen = (pilot: Pilot): boolean => kept.some((plan) => isVisible(pilot, plan));
  const weak = kept.find(isWeak);
  // What breaks a law may also be noisy: if the search has seen an effect that the test would show, let it.
  if (claims === 'equal' && weak !== undefined && !seen(pilots[chosen])) throw underpowered(title, weak, trial);
  const others = claims === 'equal' ? rest.filter((i) => seen(pilots[i])) : [];
  return {
    asked: without(question, dropped),
    suspects: [chosen, ...others].slice(0, SUSPECTS).map((i) => drawn[i]),
    bounds: Object.fromEntries(plans.map(({ quantity: { name }, bound }) => [name, bound])),
    pilots,
    detectable: Math.max(...kept.map(({ shown }) => shown)),
  };
}

/**
 * Plans the tests of all quantities, which may differ between configurations, at the level of the test that confirms: with the
 * replicas that are allowed at first, and where these would show too little of what has to be compared, with all.
 */
function plansOf(trial: Trial, claims: Claim['claims'], pilots: readonly Pilot[]): readonly Plan[] {
  const quantities = new Map(pilots.flatMap((pilot) => pilot.quantities.map((quantity) => [quantity.name, quantity])));
  const confirmed = levelOfConfirmation(levelOfSuspect(trial.alpha, 0), claims);
  const { replicaLimit } = trial;
  const extended = furtherLimit(trial, Math.max(...pilots.map(({ steps }) => steps)) / PILOT_REPLICAS);
  const alpha = levelsOfTests(confirmed, quantities.size, 0).own;
  return [...quantities.values()].map((quantity) => {
    const plan = planOf(quantity, pilots, claims, { replicaLimit, alpha });
    const optional = quantity.optional === true;
    return isWeak(plan) && !optional ? planOf(quantity, pilots, claims, { replicaLimit: extended, alpha }) : plan;
  });
}

function isWeak({ quantity, shown }: Plan): boolean {
  return shown > detectableOf(quantity);
}

/** The question without some of its quantities, and a sentence for each instead. */
function without<Configuration>(question: Question<Configuration>, dropped: readonly Plan[]): Question<Configuration> {
  if (dropped.length === 0) return question;
  const names = dropped.map(({ quantity }) => quantity.name);
  const sentences = dropped.map(
    ({ quantity, shown, replicas }) =>
      `${quantity.name} is too noisy to be compared: ${replicas} replicas would show differences from ${shown.toPrecision(2)}, and ${detectableOf(quantity)} is what counts`,
  );
  return {
    ...question,
    claimOf(configuration) {
      const claim = question.claimOf(configuration);
      const quantities = claim.quantities.filter(({ name }) => !names.includes(name));
      return { ...claim, quantities, observe: (replicas) => [...(claim.observe?.(replicas) ?? []), ...sentences] };
    },
  };
}

/** Replicas that noise leaves unable to show what the law promises to detect: the settings are at fault, not the subject. */
function underpowered(title: string, { quantity, shown, replicas }: Plan, trial: Trial): Error {
  return new ConfigurationError(
    'UNDERPOWERED',
    `${title} on ${trial.objective.name}: with ${replicas} replicas an effect on ${quantity.name} below ${shown.toPrecision(2)} would not be seen, and the law promises to see ${detectableOf(quantity).toPrecision(2)}`,
    'allow more replicas (replicaLimit), a larger batch, or a larger α',
  );
}
