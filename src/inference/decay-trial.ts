import type { Optimizer } from '../optimizers/optimizer.ts';
import { type DecayEffect, type DecayProbe, allDecayEffects, explains, explainsNextStep } from './decay-effects.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import { tolerance } from './measuring-precision.ts';

/** Largest relative error of the decay that is rounding. */
export function agreementOf(optimizer: Optimizer): number {
  return tolerance(optimizer, 1e-6, 1e-3);
}

/** A convention and how the subject compares with it. */
export interface Trial {
  readonly hypothesis: DecayHypothesis;
  readonly effects: readonly DecayEffect[];
  readonly error: number;
  /** How far the decay is from the hypothesis' direction; 0 at the level of rounding. */
  readonly stray: number;
}

/**
 * Of several hypotheses that explain every single step, those that explain the following one too, if there are any. Without
 * momentum coupled and decoupled decay are the same numbers: where it is off by default, it is switched on to see.
 */
export function distinguished(
  optimizer: Optimizer,
  matching: readonly DecayHypothesis[],
  probe: DecayProbe,
  momentum: readonly string[],
): readonly DecayHypothesis[] {
  if (matching.length < 2) return matching;
  const agreement = agreementOf(optimizer);
  const off = momentum.filter((name) => optimizer.hyperparameters![name] === 0);
  const on = { ...optimizer.hyperparameters, ...Object.fromEntries(off.map((name) => [name, 0.5])) };
  const withMomentum = { ...optimizer, hyperparameters: on };
  const remaining = matching.filter(
    (hypothesis) =>
      explains(withMomentum, hypothesis, agreement, probe) && explainsNextStep(withMomentum, hypothesis, agreement, probe),
  );
  return remaining.length > 0 ? remaining : matching;
}

/** Compares conventions with what the subject does, from its own states. */
export function trialsOf(optimizer: Optimizer, hypotheses: readonly DecayHypothesis[], probe: DecayProbe): readonly Trial[] {
  const effects = allDecayEffects(optimizer, hypotheses, { ...probe, straight: true });
  return hypotheses.map((hypothesis, i) => trialOf(optimizer, hypothesis, effects[i]));
}

function trialOf(optimizer: Optimizer, hypothesis: DecayHypothesis, effects: readonly DecayEffect[]): Trial {
  const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const stray = median(effects.map((effect) => effect.stray));
  return {
    hypothesis,
    effects,
    error: median(effects.map(({ error }) => error)),
    stray: stray <= agreementOf(optimizer) ? 0 : stray,
  };
}

/** Where several hypotheses have the right direction, a decay that follows η and acts beside the update is the usual one. */
export function rank({ hypothesis: { kind, order } }: Trial): number {
  return (kind === 'independent' ? 4 : 0) + { before: 0, after: 1, proximal: 2 }[order];
}
