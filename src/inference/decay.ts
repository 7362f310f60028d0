import type { Optimizer } from '../optimizers/optimizer.ts';
import { decayEffects, explains, explainsNextStep, type DecayEffect, type DecayHypothesis } from './decay-effects.ts';
import { tolerance } from './measuring-precision.ts';
import { momentumSwitchedOn } from './momentum-coefficients.ts';
import { missingDecay, mistakenOrigin, mistakenStrength, strayingDecay } from './decay-mistakes.ts';

/** What λ does to a step, as measured. */
export interface DecayReading {
  /** Hypotheses that explain every step of every tensor. */
  readonly matching: readonly DecayHypothesis[];
  /** The first that matches, or the nearest one when none does. */
  readonly nearest: DecayHypothesis;
  /** What deviates from the claim, or from every convention where nothing is claimed, in words. */
  readonly finding?: string;
}

/** The ways that are conventions. Plain SGD's coupled and decoupled decay are the same numbers, so several may fit. */
const conventions: readonly DecayHypothesis[] = [
  { kind: 'coupled', order: 'before' },
  { kind: 'decoupled', order: 'before' },
  { kind: 'decoupled', order: 'after' },
  { kind: 'independent', order: 'before' },
  { kind: 'independent', order: 'after' },
  { kind: 'none', order: 'before' },
];

/** Largest relative error of the decay that is rounding. */
function agreementOf(optimizer: Optimizer): number {
  return tolerance(optimizer, 1e-6, 1e-3);
}

/** A convention and how the subject compares with it. */
interface Trial {
  readonly hypothesis: DecayHypothesis;
  readonly effects: readonly DecayEffect[];
  readonly error: number;
  /** How far the decay is from the hypothesis' direction; 0 at the level of rounding. */
  readonly stray: number;
}

/**
 * Measures how λ enters, over 24 steps with changing rate and decay, from the subject's own states.
 *
 * @param optimizer any optimizer
 * @param claimed what its contract states; parts may be missing
 */
export function inferDecay(optimizer: Optimizer, claimed: Partial<DecayHypothesis> = {}): DecayReading {
  const agreement = agreementOf(optimizer);
  const trials = conventions.map((hypothesis) => trial(optimizer, hypothesis));
  const matching = distinguished(
    optimizer,
    trials.filter(({ effects }) => effects.every(({ error }) => error <= agreement)).map(({ hypothesis }) => hypothesis),
  );
  const agrees = ({ kind, order }: DecayHypothesis): boolean =>
    (claimed.kind ?? kind) === kind && (claimed.order ?? order) === order;
  const ranked = trials
    .filter(({ hypothesis }) => hypothesis.kind !== 'none')
    .sort((a, b) => a.stray - b.stray || rank(a) - rank(b) || a.error - b.error);
  const nearest = matching[0] ?? ranked[0].hypothesis;
  if (matching.some(agrees) || (matching.length > 0 && claimed.kind === undefined)) return { matching, nearest };
  if (claimed.kind === 'none')
    return { matching, nearest, finding: 'λ changes the step, where the contract says that there is no weight decay' };
  if (matching.length > 0) return { matching, nearest, finding: otherConvention(nearest, claimed) };

  const measured = ranked.find(({ hypothesis }) => agrees(hypothesis)) ?? ranked[0];
  if (!isReproducible(optimizer, measured)) {
    const finding = 'what λ adds differs when the same steps are repeated: hidden randomness, or state shared between instances';
    return { matching, nearest, finding };
  }
  const candidates = claimed.kind === undefined ? ranked : [measured];
  const firstMistake = (name: typeof mistakenStrength, among: readonly Trial[]): string | undefined => {
    for (const { hypothesis } of among) {
      const mistake = name(optimizer, hypothesis, agreement);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  };
  const finding =
    firstMistake(
      mistakenStrength,
      candidates.filter(({ stray }) => stray === measured.stray),
    ) ??
    firstMistake(mistakenOrigin, candidates) ??
    missingDecay(measured.effects, tolerance(optimizer, 1e-13, 1e-6)) ??
    strayingDecay(measured.effects, measured.hypothesis);
  return { matching, nearest, finding };
}

function isReproducible(optimizer: Optimizer, { hypothesis, effects }: Trial): boolean {
  return Array.from(decayEffects(optimizer, hypothesis)).every(({ error }, i) => Object.is(error, effects[i].error));
}

/**
 * Of several hypotheses that explain every single step, those that explain the following one too, if there are any. Without
 * momentum coupled and decoupled decay are the same numbers: where it is off by default, it is switched on to see.
 */
function distinguished(optimizer: Optimizer, matching: readonly DecayHypothesis[]): readonly DecayHypothesis[] {
  if (matching.length < 2) return matching;
  const agreement = agreementOf(optimizer);
  const withMomentum = { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, ...momentumSwitchedOn(optimizer) } };
  const remaining = matching.filter(
    (hypothesis) => explains(withMomentum, hypothesis, agreement) && explainsNextStep(withMomentum, hypothesis, agreement),
  );
  return remaining.length > 0 ? remaining : matching;
}

function trial(optimizer: Optimizer, hypothesis: DecayHypothesis): Trial {
  const effects = Array.from(decayEffects(optimizer, hypothesis));
  const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const stray = median(effects.map((effect) => effect.stray));
  return {
    hypothesis,
    effects,
    error: median(effects.map(({ error }) => error)),
    stray: stray <= agreementOf(optimizer) ? 0 : stray,
  };
}

/** Where several hypotheses have the right direction, a decay that follows η is the usual one. */
function rank({ hypothesis }: Trial): number {
  return hypothesis.kind === 'independent' ? 1 : 0;
}

/** What the subject does instead of what its contract claims. */
function otherConvention({ kind, order }: DecayHypothesis, claimed: Partial<DecayHypothesis>): string {
  if (kind === 'none') return 'weight decay is not applied: λ is accepted and has no effect';
  if (kind === 'independent') return 'the decay is not multiplied by the learning rate: it is λ a step, not ηλ';
  if (claimed.kind === 'independent') return `the decay is multiplied by the learning rate: it is ηλ a step (${kind}), not λ`;
  if (order === 'after' && claimed.order !== 'after')
    return 'the decay is applied after the update, so it shrinks the update too';
  return kind === 'coupled'
    ? 'the decay is coupled (L2): λw is added to the gradient, where the contract says weights are multiplied by 1 − ηλ'
    : 'the decay is decoupled: weights are multiplied by 1 − ηλ beside the update, where the contract says λw is added to the gradient';
}
