import type { Optimizer } from '../optimizers/optimizer.ts';
import { causes, type CauseId, type Diagnosis, type Note } from './cause.ts';
import { decayAtRest } from './decay-at-rest.ts';
import { stopForGood } from './frozen-for-good.ts';
import { mistakenApart } from './last-rule.ts';
import { slippedPlace, tensorsApart, Ways, type Apart } from './last-tensor.ts';
import { probeShapes } from './probe-problem.ts';
import { ratesByPlace } from './rates-by-place.ts';
import { ruleByPlace } from './rules-by-place.ts';
import { selectsInCommon } from './common-selection.ts';
import { areTrainedInTurns, mistakenTurns } from './turns.ts';
import { waitingPlace, waitsByGradient } from './waiting-place.ts';

/** What a list does to its tensors, by their places in it. */
export interface PlacingReading {
  /** A design, or what may be one. */
  readonly note?: Note;
  /** A mistake, or why it is not known to be none. */
  readonly finding?: Diagnosis;
  /** Steps for which a tensor waits at the start. */
  readonly waits?: number;
}

const unasked = 'that a tensor is trained alike alone, among others and in another order was not asked';

/** Designs of tensors that have a rule of their own. */
const ownRules: Readonly<Record<Apart, { readonly cause: CauseId; readonly words: string }>> = {
  last: {
    cause: 'last-tensor-apart',
    words: 'the last tensor of the list, as a head is, is trained by another rule than all before it',
  },
  ends: {
    cause: 'ends-apart',
    words:
      'the first and the last tensor of the list, as embedding and head are, are trained by another rule than all between them',
  },
};

/**
 * Finds what a list does to its tensors, where it is not one factor of all of them.
 *
 * @param fill first steps that only fill the state
 */
export function inferPlacing(optimizer: Optimizer, fill: number): PlacingReading {
  const rates = ratesByPlace(optimizer);
  if (rates !== undefined) {
    const { by, option } = rates;
    const finding = rates.finding && (ofLast(optimizer, fill) ?? rates.finding);
    const value = option === undefined ? {} : { value: optimizer.hyperparameters![option] };
    const sentence = `the rate of a tensor goes by ${by}: ${unasked}`;
    return reading({ kind: 'unusual', cause: 'rates-by-place', sentence, ...value }, finding);
  }
  const ways = new Ways(optimizer, fill);
  const apart = tensorsApart(ways);
  if (apart !== undefined) {
    const { cause, words } = ownRules[apart];
    const sentence = `${words}: ${unasked}`;
    return reading({ kind: 'unusual', cause, sentence }, mistakenApart(optimizer, fill, apart));
  }
  const slip = slippedPlace(ways);
  const mistake = slip && mistakenApart(optimizer, fill, slip);
  if (isKnown(mistake)) return { finding: mistake };
  if (mistake?.cause === 'ambiguous') {
    const sentence = `the rate of a tensor goes by its place in the list: ${unasked}`;
    return reading({ kind: 'unusual', cause: 'rates-by-place', sentence }, mistake);
  }
  if (selectsInCommon(optimizer, fill)) {
    const sentence =
      'entries are chosen among those of all tensors, by one threshold: that a tensor is trained alike alone and among others was not asked';
    return { note: { kind: 'unusual', cause: 'common-selection', sentence } };
  }
  if (!areTrainedInTurns(optimizer, fill)) {
    const waited = waitingPlace(optimizer, fill);
    const option = waited ?? ruleByPlace(optimizer, fill);
    const atRest = waited === undefined ? undefined : whileWaiting(optimizer, fill, waited);
    if (option !== undefined) {
      const sentence = `how a tensor is trained goes by its place in the list, as ${option} says: ${unasked}`;
      const note = { kind: 'unusual', cause: 'rules-by-place', sentence, value: optimizer.hyperparameters![option] } as const;
      return {
        note,
        ...(atRest !== undefined && { finding: atRest }),
        ...(waited !== undefined && { waits: optimizer.hyperparameters![waited] }),
      };
    }
    if (!stopForGood(optimizer, fill)) return {};
    const sentence = `tensors stop for good, one after the other from the first one on, as their gradients say: ${unasked}`;
    const finding = decayAtRest(optimizer, probeShapes);
    return { note: { kind: 'unusual', cause: 'trained-in-turns', sentence }, ...(finding !== undefined && { finding }) };
  }
  const sentence = `tensors are trained in turns, by their place in the list and the number of the step: ${unasked}`;
  const [note, finding]: [Note, Diagnosis | undefined] = [
    { kind: 'unusual', cause: 'trained-in-turns', sentence },
    mistakenTurns(optimizer, fill),
  ];
  // What is wrong with the steps of turns leaves them what they are.
  return finding === undefined || finding.cause === 'tensors-influence-each-other' ? reading(note, finding) : { note, finding };
}

/** A decay of what waits, which is what a gradient of zero leaves, where the gradient alone is held back. */
function whileWaiting(optimizer: Optimizer, fill: number, name: string): Diagnosis | undefined {
  const found = decayAtRest(optimizer, probeShapes);
  if (found === undefined || !waitsByGradient(optimizer, fill, name)) return found;
  const sentence = `a tensor that waits as ${name} says is decayed meanwhile, as by a gradient of zero: it may be that its gradient alone is held back, or that the decay forgets to wait`;
  return { cause: 'ambiguous', sentence };
}

/** A mistake in the last tensor alone, where that makes its steps longer or shorter than those of the others by one factor. */
function ofLast(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const found = tensorsApart(new Ways(optimizer, fill)) === 'last' ? mistakenApart(optimizer, fill, 'last') : undefined;
  return isKnown(found) ? found : undefined;
}

const isKnown = (finding: Diagnosis | undefined): boolean => finding !== undefined && causes[finding.cause].kind !== 'unknown';

/** A mistake is none of a design, and what is not known to be one stays what it may be. */
function reading(note: Note, finding: Diagnosis | undefined): PlacingReading {
  if (finding === undefined) return { note };
  return causes[finding.cause].kind === 'unknown' ? { note, finding } : { finding };
}
