import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Trial } from './claim.ts';
import { average, boundsOf, detectableEffect, runPilot, suspicion, type Pilot } from './pilot.ts';
import { detectableOf, type Bounds, type Quantity } from './quantity.ts';
import type { Drawn, Question } from './question.ts';
import type { Ledger } from './work.ts';

/** Replicas for each configuration; together they are the pilot that fixes where values are clipped. */
export const PILOT_REPLICAS = 4;

/** What the search found. */
export interface Search<Configuration> {
  /** The question, without what cannot be seen and need not be. */
  readonly asked: Question<Configuration>;
  readonly suspect: Drawn<Configuration>;
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
  const [chosen] = [...pilots.keys()].sort((a, b) => suspicion(pilots[b], claims) - suspicion(pilots[a], claims) || a - b);
  const bounds = boundsOf(pilots, claims);
  const powers = pilots[chosen].quantities.map((quantity): Power => ({
    quantity,
    shown: detectableEffect(quantity, pilots, bounds[quantity.name], claims, trial),
    seen: Math.abs(average(pilots[chosen].valuesOf(quantity.name))),
  }));
  const dropped = powers.filter((power) => power.quantity.optional === true && isWeak(power) && !isVisible(power));
  const kept = powers.filter((power) => !dropped.includes(power));
  const weak = kept.find(isWeak);
  // What breaks a law may also be noisy: if the search has seen an effect that the test would show, let it.
  if (claims === 'equal' && weak !== undefined && !kept.some(isVisible)) throw underpowered(title, weak, trial);
  return {
    asked: without(question, dropped, trial),
    suspect: drawn[chosen],
    bounds,
    pilots,
    detectable: Math.max(...kept.map(({ shown }) => shown)),
  };
}

/** What the replicas allowed would show of a quantity, and what the search has seen. */
interface Power {
  readonly quantity: Quantity;
  readonly shown: number;
  readonly seen: number;
}

function isWeak({ quantity, shown }: Power): boolean {
  return shown > detectableOf(quantity);
}

function isVisible({ seen, shown }: Power): boolean {
  return !(seen <= shown);
}

/** The question without some of its quantities, and a sentence for each instead. */
function without<Configuration>(
  question: Question<Configuration>,
  dropped: readonly Power[],
  { replicaLimit }: Trial,
): Question<Configuration> {
  if (dropped.length === 0) return question;
  const names = dropped.map(({ quantity }) => quantity.name);
  const sentences = dropped.map(
    ({ quantity, shown }) =>
      `${quantity.name} is too noisy to be compared: ${replicaLimit} replicas would show differences from ${shown.toPrecision(2)}, and ${detectableOf(quantity)} is what counts`,
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
function underpowered(title: string, { quantity, shown }: Power, trial: Trial): Error {
  return new ConfigurationError(
    'UNDERPOWERED',
    `${title} on ${trial.objective.name}: with ${trial.replicaLimit} replicas an effect on ${quantity.name} below ${shown.toPrecision(2)} would not be seen, and the law promises to see ${detectableOf(quantity).toPrecision(2)}`,
    'allow more replicas (replicaLimit), a larger batch, or a larger α',
  );
}
