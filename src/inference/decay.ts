import type { Contract, Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis, Note } from './cause.ts';
import {
  decayEffects,
  explains,
  explainsNextStep,
  type DecayEffect,
  type DecayHypothesis,
  type DecayProbe,
} from './decay-effects.ts';
import type { DecayDesign, DesignedDecay } from './decay-designs/decay-design.ts';
import { missingDecay } from './decay-mistakes/missing.ts';
import { mistakenAlone, mistakenStrength } from './decay-mistakes/strength.ts';
import { strayingDecay } from './decay-mistakes/straying.ts';
import { dividedByMoment, mistakenOrigin, mistakenTerm } from './decay-mistakes/term.ts';
import { designedDecay, otherShapes } from './designed-decay.ts';
import { scheduledDecay } from './scheduled-decay.ts';
import { isVector } from './is-vector.ts';
import { tolerance } from './measuring-precision.ts';

/** What λ does to a step, as measured. */
export interface DecayReading {
  /** Hypotheses that explain every step of every tensor. */
  readonly matching: readonly DecayHypothesis[];
  /** The first that matches, or the nearest one when none does. */
  readonly nearest: DecayHypothesis;
  /** What deviates from the claim, or from every convention and design where nothing is claimed. */
  readonly finding?: Diagnosis;
  /** The published design that explains it, where no plain convention does. */
  readonly design?: DesignedDecay;
}

/** What a contract says of the decay. */
export type DecayClaim = Pick<Contract, 'weightDecay' | 'decayOrder' | 'decayExempt' | 'decayMask' | 'rateReference'>;

/** What else is known of the optimizer. */
export interface DecayContext {
  /** First steps that only fill the state. */
  readonly fill?: number;
  /** Of how many steps one moves. */
  readonly period?: number;
  /** Coefficients of momentum. */
  readonly momentum?: readonly string[];
  /** `false`: η is never read, so that no decay is multiplied by it. */
  readonly readsRate?: boolean;
  /** Designs beside those that ship with the package. */
  readonly designs?: readonly DecayDesign[];
}

/** The ways that are conventions. Plain SGD's coupled and decoupled decay are the same numbers, so several may fit. */
const conventions: readonly DecayHypothesis[] = [
  { kind: 'coupled', order: 'before' },
  { kind: 'decoupled', order: 'before' },
  { kind: 'decoupled', order: 'after' },
  { kind: 'decoupled', order: 'proximal' },
  { kind: 'independent', order: 'before' },
  { kind: 'independent', order: 'after' },
  { kind: 'independent', order: 'proximal' },
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
export function inferDecay(
  optimizer: Optimizer,
  claimed: DecayClaim = {},
  { fill = 0, period = 1, momentum = [], readsRate = true, designs = [] }: DecayContext = {},
): DecayReading {
  const agreement = agreementOf(optimizer);
  const idle = idleSteps(optimizer, fill);
  const probe = { fill: idle, period: idle === fill ? period : 1 };
  const modifiers = claimedModifiers(claimed, optimizer);
  // The error of no decay is what λ changes relative to the weights: a decay may be tiny and yet be there.
  const allowed = ({ hypothesis: { kind } }: Trial): number => (kind === 'none' ? tolerance(optimizer, 1e-14, 1e-6) : agreement);
  const possible = conventions.filter(({ kind }) => readsRate || kind !== 'decoupled' || claimed.weightDecay === kind);
  const trials = possible.map((hypothesis) => trial(optimizer, { ...hypothesis, ...modifiers }, probe));
  const matching = distinguished(
    optimizer,
    trials.filter((each) => each.effects.every(({ error }) => error <= allowed(each))).map(({ hypothesis }) => hypothesis),
    probe,
    momentum,
  );
  const agrees = ({ kind, order }: DecayHypothesis): boolean =>
    (claimed.weightDecay ?? kind) === kind && (claimed.decayOrder ?? order) === order;
  const ranked = trials
    .filter(({ hypothesis }) => hypothesis.kind !== 'none')
    .sort((a, b) => a.stray - b.stray || rank(a) - rank(b) || a.error - b.error);
  const nearest = matching.find(agrees) ?? matching[0] ?? ranked[0].hypothesis;
  if (matching.some(agrees) || (matching.length > 0 && claimed.weightDecay === undefined && claimed.decayOrder === undefined))
    return matching[0].kind === 'none' && claimed.weightDecay === undefined
      ? { matching, nearest, finding: dead }
      : { matching, nearest };
  if (claimed.weightDecay === 'none') {
    const sentence = 'λ changes the step, where the contract says that there is no weight decay';
    return { matching, nearest, finding: { cause: 'claim-false', sentence } };
  }
  if (matching.length > 0) return { matching, nearest, finding: otherConvention(nearest, claimed) };

  return unconventional(
    optimizer,
    claimed,
    { matching, nearest, ranked, candidates: ranked.filter(({ hypothesis }) => agrees(hypothesis)) },
    { probe, designs },
  );
}

/** Reads a decay that no plain convention explains: by a design, or else as a mistake. */
function unconventional(
  optimizer: Optimizer,
  claimed: DecayClaim,
  {
    matching,
    nearest,
    ranked,
    candidates,
  }: Pick<DecayReading, 'matching' | 'nearest'> & Readonly<Record<'ranked' | 'candidates', readonly Trial[]>>,
  { probe, designs }: { readonly probe: DecayProbe; readonly designs: readonly DecayDesign[] },
): DecayReading {
  const agreement = agreementOf(optimizer);
  const measured = candidates[0] ?? ranked[0];
  if (!isReproducible(optimizer, measured, probe)) {
    const sentence = 'what λ adds differs when the same steps are repeated: hidden randomness, or state shared between instances';
    return { matching, nearest, finding: { cause: 'not-a-function', sentence } };
  }
  const design = designedDecay(
    optimizer,
    candidates.map(({ hypothesis }) => hypothesis),
    agreement,
    probe,
    designs,
  );
  // A factor that is free explains whatever follows the rate; where no gradient ever came it has to be 1.
  const alone = design?.hypothesis.factor === undefined ? undefined : mistakenAlone(optimizer, agreement, probe);
  if (alone !== undefined) return { matching, nearest, finding: alone };
  if (design !== undefined) {
    return contradicts(design, claimed)
      ? { matching, nearest, finding: { cause: design.cause, sentence: design.sentence } }
      : { matching: [design.hypothesis], nearest: design.hypothesis, design };
  }
  const finding = mistakeOf(optimizer, measured, claimed.weightDecay === undefined ? ranked : candidates, ranked, probe);
  // Where coupled and decoupled decay are the same numbers, it is the decoupled one that has a schedule.
  const beside = candidates.find(({ hypothesis: { kind }, stray }) => kind !== 'coupled' && stray === measured.stray);
  const scheduled =
    finding.cause === 'unexplained' && claimed.weightDecay === undefined && beside !== undefined
      ? scheduledDecay(optimizer, beside.hypothesis, agreement, probe)
      : undefined;
  return scheduled === undefined
    ? { matching, nearest, finding }
    : { matching: [scheduled.hypothesis], nearest: scheduled.hypothesis, design: scheduled };
}

const dead: Diagnosis = { cause: 'decay-dead', sentence: 'weight decay is not applied: λ is accepted and has no effect' };

function mistakeOf(
  optimizer: Optimizer,
  measured: Trial,
  candidates: readonly Trial[],
  ranked: readonly Trial[],
  probe: DecayProbe,
): Diagnosis {
  const agreement = agreementOf(optimizer);
  if (candidates === ranked && sparesVectors(optimizer, measured, probe))
    return strayingDecay(
      measured.effects.filter(({ shape }) => !isVector(shape)),
      measured.hypothesis,
    );
  const first = (name: (trial: Trial) => Diagnosis | undefined, among: readonly Trial[]): Diagnosis | undefined => {
    for (const each of among) {
      const mistake = name(each);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  };
  return (
    first(
      ({ hypothesis, effects }) => mistakenStrength(optimizer, hypothesis, agreement, probe, effects),
      candidates.filter(({ stray }) => stray === measured.stray),
    ) ??
    first(({ hypothesis }) => mistakenOrigin(optimizer, hypothesis, agreement, probe), candidates) ??
    missingDecay(optimizer, measured.effects, tolerance(optimizer, 1e-13, 1e-6), probe.fill ?? 0) ??
    first(({ hypothesis }) => mistakenTerm(optimizer, hypothesis, agreement, probe), ranked) ??
    dividedByMoment(optimizer, measured.hypothesis, probe) ??
    unlessUnexplained(strayingDecay(measured.effects, measured.hypothesis), () => mistakenAlone(optimizer, agreement, probe))
  );
}

/** Whether vectors, whatever their place, and they alone are not decayed: a design, and no reason for what matrices do besides. */
function sparesVectors(optimizer: Optimizer, { effects, hypothesis }: Trial, probe: DecayProbe): boolean {
  const spares = ({ shape, actual }: DecayEffect): boolean => isVector(shape) === actual.every((change) => change === 0);
  return (
    effects.every(spares) && Array.from(decayEffects(optimizer, hypothesis, { ...probe, shapes: otherShapes })).every(spares)
  );
}

/** A diagnosis, or where it says that nothing is known another one, if there is any. */
function unlessUnexplained(diagnosis: Diagnosis, otherwise: () => Diagnosis | undefined): Diagnosis {
  return diagnosis.cause === 'unexplained' ? (otherwise() ?? diagnosis) : diagnosis;
}

/** Of the steps that only fill the state, those in which nothing decays either. */
function idleSteps(optimizer: Optimizer, fill: number): number {
  if (fill === 0) return 0;
  const steps = new Set<number>();
  for (const { actual, step } of decayEffects(optimizer, { kind: 'decoupled', order: 'before' })) {
    if (step > fill) break;
    if (actual.some((x) => x !== 0)) steps.add(step);
  }
  return steps.size === fill ? 0 : fill;
}

/** What a contract says beyond the kind of the decay. */
function claimedModifiers(
  { decayExempt, decayMask, rateReference }: DecayClaim,
  { hyperparameters = {} }: Optimizer,
): Partial<DecayHypothesis> {
  const reference = rateReference === undefined ? undefined : hyperparameters[rateReference];
  return {
    ...(decayExempt === 'vectors' && { exempt: isVector }),
    ...(typeof decayExempt === 'function' && {
      exempt: (shape: readonly number[], name: string) => decayExempt(name, shape),
    }),
    ...(Array.isArray(decayExempt) && { exempt: (_: readonly number[], name: string) => decayExempt.includes(name) }),
    ...(decayMask !== undefined && { mask: decayMask }),
    ...(reference !== undefined && { strength: () => 1 / reference }),
  };
}

/** A design with another strength than 1 is not the decay that a contract with a kind claims. */
function contradicts({ hypothesis: { strength, factor }, cause }: DesignedDecay, claimed: DecayClaim): boolean {
  if (claimed.weightDecay === undefined) return false;
  return (strength !== undefined || factor !== undefined) && cause !== 'decay-share-of-step' && cause !== 'decay-scaled-by-shape';
}

function isReproducible(optimizer: Optimizer, { hypothesis, effects }: Trial, probe: DecayProbe): boolean {
  return Array.from(decayEffects(optimizer, hypothesis, { ...probe, straight: true })).every(({ error }, i) =>
    Object.is(error, effects[i].error),
  );
}

/**
 * Of several hypotheses that explain every single step, those that explain the following one too, if there are any. Without
 * momentum coupled and decoupled decay are the same numbers: where it is off by default, it is switched on to see.
 */
function distinguished(
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
      explains(withMomentum, hypothesis, agreement, probe) && explainsNextStep(withMomentum, hypothesis, agreement, probe.fill),
  );
  return remaining.length > 0 ? remaining : matching;
}

function trial(optimizer: Optimizer, hypothesis: DecayHypothesis, probe: DecayProbe): Trial {
  const effects = Array.from(decayEffects(optimizer, hypothesis, { ...probe, straight: true }));
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
function rank({ hypothesis: { kind, order } }: Trial): number {
  return (kind === 'independent' ? 4 : 0) + { before: 0, after: 1, proximal: 2 }[order];
}

/** What the subject does instead of what its contract claims. */
function otherConvention({ kind, order }: DecayHypothesis, claimed: DecayClaim): Diagnosis {
  if (kind === 'none') return dead;
  if (kind === 'independent' && claimed.weightDecay !== 'independent')
    return {
      cause: 'decay-not-times-rate',
      sentence: 'the decay is not multiplied by the learning rate: it is λ a step, not ηλ',
    };
  if (claimed.weightDecay === 'independent' && kind !== 'independent')
    return { cause: `decay-${kind}`, sentence: `the decay is multiplied by the learning rate: it is ηλ a step (${kind}), not λ` };
  if (order === 'proximal' && claimed.decayOrder !== 'proximal') {
    const sentence = 'the decay is proximal: weights are divided by 1 + ηλ, which is 1 − ηλ to first order only';
    return { cause: 'decay-proximal', sentence };
  }
  if (order === 'after' && claimed.decayOrder !== 'after')
    return { cause: 'decay-after-update', sentence: 'the decay is applied after the update, so it shrinks the update too' };
  if (kind === claimed.weightDecay || claimed.weightDecay === undefined)
    return {
      cause: 'claim-false',
      sentence: `the decay acts ${order} the update, where the contract says ${claimed.decayOrder}`,
    };
  return kind === 'coupled'
    ? {
        cause: 'decay-coupled',
        sentence:
          'the decay is coupled (L2): λw is added to the gradient, where the contract says weights are multiplied by 1 − ηλ',
      }
    : {
        cause: 'decay-decoupled',
        sentence:
          'the decay is decoupled: weights are multiplied by 1 − ηλ beside the update, where the contract says λw is added to the gradient',
      };
}

/** What a reader should know of a decay that nobody claimed otherwise. */
export function decayNotes({ matching, nearest, design }: DecayReading, claimed: DecayClaim): Note[] {
  if (matching.length === 0) return [];
  const { kind, order } = nearest;
  const notes: Note[] = [];
  if (claimed.weightDecay === undefined && kind === 'independent') {
    const sentence = 'the decay is independent of the learning rate: weights are multiplied by 1 − λ a step';
    notes.push({ kind: 'convention', cause: 'decay-independent', sentence });
  }
  if (claimed.decayOrder === undefined && order === 'after') {
    const sentence = 'the decay is applied after the update and shrinks the update too';
    notes.push({ kind: 'convention', cause: 'decay-after-update', sentence });
  }
  if (claimed.decayOrder === undefined && order === 'proximal') {
    const sentence = `the decay is proximal: weights are divided by 1 + ${kind === 'independent' ? 'λ' : 'ηλ'}`;
    notes.push({ kind: 'unusual', cause: 'decay-proximal', sentence });
  }
  if (design !== undefined) {
    const { cause, sentence, value } = design;
    notes.push({ kind: 'unusual', cause, sentence, ...(value !== undefined && { value }) });
  }
  return notes;
}
