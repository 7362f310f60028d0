import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import type { DecayProbe } from './decay-effects.ts';
import { agreementOf, trialsOf, type Trial } from './decay-trial.ts';
import { mistakeOf } from './mistaken-decay.ts';

/** First steps that a convention has to explain where it explains no later ones. */
const explained = 3;

/**
 * A decay that is applied once at first and twice from some step on, one after the other, as where a rule that takes over decays once more. One that is twice
 * as large has a schedule, and is no matter of this.
 *
 * @param ranked conventions, as compared with the subject
 */
export function twiceLater(optimizer: Optimizer, ranked: readonly Trial[], probe: DecayProbe): Diagnosis | undefined {
  const agreement = agreementOf(optimizer);
  const begins = ranked.map(({ effects }) => effects.find(({ error }) => !(error <= agreement))?.step ?? Infinity);
  const begin = Math.max(...begins);
  if (begin <= (probe.fill ?? 0) + explained || begin === Infinity) return undefined;
  const later = { ...probe, fill: begin - 1 };
  const hypotheses = ranked.map(({ hypothesis }) => hypothesis);
  const trials = trialsOf(optimizer, hypotheses, later);
  const { cause, sentence } = mistakeOf(optimizer, trials[0], trials, trials, later);
  return cause === 'decay-twice' ? { cause, sentence: `from step ${begin} on ${sentence}` } : undefined;
}
