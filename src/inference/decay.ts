import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { type DecayClaim, claimedModifiers, contradicts, dead, idleModifier, otherConvention } from './decay-claim.ts';
import type { DecayDesign, DesignedDecay } from './decay-designs/decay-design.ts';
import { type DecayProbe, decayEffects, explains, explainsNextStep } from './decay-effects.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import { decayTimesRateTwice } from './decay-mistakes/rate-twice.ts';
import { mistakenAlone, mistakenStrength } from './decay-mistakes/strength.ts';
import { type Trial, agreementOf, distinguished, rank, trialsOf } from './decay-trial.ts';
import { designedDecay } from './designed-decay.ts';
import { lateDecay } from './late-decay.ts';
import { tolerance } from './measuring-precision.ts';
import { memorylessDecay } from './memoryless-decay.ts';
import { mistakeOf } from './mistaken-decay.ts';
import { scheduledDecay } from './scheduled-decay.ts';
import { twiceLater } from './twice-later.ts';
import { unevenDecay } from './uneven-decay.ts';

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
  /** What becomes of it after hundreds of steps, where that is not what is claimed. */
  readonly later?: DesignedDecay;
}

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
  /** The step is the same function of gradients in tensors of every shape. */
  readonly isUniform?: boolean;
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

/**
 * Measures how λ enters, over 24 steps with changing rate and decay, from the subject's own states.
 *
 * @param optimizer any optimizer
 * @param claimed what its contract states; parts may be missing
 */
export function inferDecay(
  optimizer: Optimizer,
  claimed: DecayClaim = {},
  { fill = 0, period = 1, momentum = [], readsRate = true, designs = [], isUniform = false }: DecayContext = {},
): DecayReading {
  const agreement = agreementOf(optimizer);
  const idle = idleSteps(optimizer, fill);
  const probe = { fill: idle, period: idle === fill ? period : 1 };
  const modifiers = claimedModifiers(claimed, optimizer);
  // The error of no decay is what λ changes relative to the weights: a decay may be tiny and yet be there.
  const allowed = ({ hypothesis: { kind } }: Trial): number => (kind === 'none' ? tolerance(optimizer, 1e-14, 1e-6) : agreement);
  const possible = conventions.filter(({ kind }) => readsRate || kind !== 'decoupled' || claimed.weightDecay === kind);
  const modified = possible.map((hypothesis) => ({ ...hypothesis, ...modifiers }));
  const trials = trialsOf(optimizer, modified, probe);
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
  if (matching.some(agrees) || (matching.length > 0 && claimed.weightDecay === undefined && claimed.decayOrder === undefined)) {
    if (matching[0].kind === 'none') return { matching, nearest, ...(claimed.weightDecay === undefined && { finding: dead }) };
    const uneven = unevenDecay(optimizer, nearest, probe);
    if (uneven !== undefined) return { matching, nearest, finding: uneven };
    const later = lateDecay(optimizer, nearest, agreement, probe);
    if (later === undefined) return { matching, nearest };
    return { matching, nearest, ...(claimed.weightDecay === undefined ? { design: later } : { later }) };
  }
  if (claimed.weightDecay === 'none') {
    const sentence = 'λ changes the step, where the contract says that there is no weight decay';
    return { matching, nearest, finding: { cause: 'claim-false', sentence } };
  }
  const design =
    matching.length > 0 && claimed.weightDecay === 'coupled' ? besideGradient(optimizer, matching, probe) : undefined;
  if (design !== undefined) return { matching: [design.hypothesis], nearest: design.hypothesis, design };
  const modifier = idleModifier(claimed);
  if (modifier !== undefined && isPlain(optimizer, claimed, probe)) {
    const sentence = `the decay is that of all weights alike, where the contract says otherwise (${modifier})`;
    return { matching, nearest, finding: { cause: 'claim-false', sentence } };
  }
  const beside = trials.find(({ hypothesis: { kind, order } }) => kind === 'decoupled' && order === 'before');
  const isCoupled = matching.length > 0 && matching.every(({ kind }) => kind === 'coupled');
  const alike =
    isCoupled && claimed.weightDecay === 'decoupled' && beside !== undefined
      ? memorylessDecay(optimizer, matching[0], beside.effects, probe.fill)
      : undefined;
  if (alike !== undefined) return { matching, nearest: alike.hypothesis, design: alike };
  if (matching.length > 0) return { matching, nearest, finding: otherConvention(nearest, claimed) };
  return unconventional(
    optimizer,
    claimed,
    { matching, nearest, ranked, candidates: ranked.filter(({ hypothesis }) => agrees(hypothesis)) },
    { probe, designs, isUniform },
  );
}

/**
 * λw that is added after the gradient was clipped or scaled, and before the momentum: beside a gradient it acts as if it were decoupled,
 * and it comes back with the momentum of the next step.
 */
function besideGradient(
  optimizer: Optimizer,
  matching: readonly DecayHypothesis[],
  { fill }: DecayProbe,
): DesignedDecay | undefined {
  const [hypothesis] = matching.filter(({ kind, order }) => kind === 'decoupled' && order === 'before');
  if (hypothesis === undefined || explainsNextStep(optimizer, hypothesis, agreementOf(optimizer), { fill })) return undefined;
  const sentence =
    'λw is added to the gradient after it was clipped or scaled: what is done to gradients is not done to the decay';
  return { hypothesis, cause: 'decay-coupled', sentence };
}

/** Whether a plain convention explains every step, of the kind and in the order that are claimed. */
function isPlain(optimizer: Optimizer, { weightDecay, decayOrder }: DecayClaim, probe: DecayProbe): boolean {
  return conventions.some(
    ({ kind, order }) =>
      kind !== 'none' &&
      kind === (weightDecay ?? kind) &&
      order === (decayOrder ?? order) &&
      explains(optimizer, { kind, order }, agreementOf(optimizer), probe),
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
  {
    probe,
    designs,
    isUniform,
  }: {
    readonly probe: DecayProbe & { readonly fill: number };
    readonly designs: readonly DecayDesign[];
    readonly isUniform: boolean;
  },
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
  // A factor that is free explains whatever follows the rate: a mistake that has none and explains it all comes before it, and where
  // no gradient ever came it has to be 1.
  const plainer =
    design?.hypothesis.factor === undefined
      ? undefined
      : (mistakenCoupled(optimizer, candidates, agreement, probe) ??
        mistakenAlone(optimizer, agreement, probe) ??
        decayTimesRateTwice(optimizer, probe.fill));
  if (plainer !== undefined) return { matching, nearest, finding: plainer };
  if (design !== undefined) {
    return contradicts(design, claimed, isUniform)
      ? { matching, nearest, finding: design.otherwise ?? { cause: design.cause, sentence: design.sentence } }
      : { matching: [design.hypothesis], nearest: design.hypothesis, design };
  }
  const among = (trials: readonly Trial[]): Diagnosis => mistakeOf(optimizer, trials[0] ?? measured, trials, ranked, probe);
  const asClaimed = claimed.weightDecay === undefined ? undefined : among(candidates);
  // What is no mistake of the decay that is claimed may be one of another.
  const simple = asClaimed === undefined || asClaimed.cause === 'unexplained' ? among(ranked) : asClaimed;
  const finding = simple.cause === 'unexplained' ? (decayTimesRateTwice(optimizer, probe.fill) ?? simple) : simple;
  // Where coupled and decoupled decay are the same numbers, it is the decoupled one that has a schedule.
  const beside = candidates.find(({ hypothesis: { kind }, stray }) => kind !== 'coupled' && stray === measured.stray);
  const scheduled =
    finding.cause === 'unexplained' && beside !== undefined
      ? scheduledDecay(optimizer, beside.hypothesis, agreement, probe)
      : undefined;
  if (scheduled === undefined) {
    const later = finding.cause === 'unexplained' ? twiceLater(optimizer, ranked, probe) : undefined;
    return { matching, nearest, finding: later ?? finding };
  }
  // A rate that a rule has of its own is that of a decay that is claimed as well.
  return claimed.weightDecay === undefined || scheduled.cause === 'decay-share-of-step'
    ? { matching: [scheduled.hypothesis], nearest: scheduled.hypothesis, design: scheduled }
    : { matching, nearest, finding: { cause: scheduled.cause, sentence: scheduled.sentence } };
}

/** The mistake of a decay that is added to the gradient, where it reproduces every step with nothing left free. */
function mistakenCoupled(
  optimizer: Optimizer,
  candidates: readonly Trial[],
  agreement: number,
  probe: DecayProbe,
): Diagnosis | undefined {
  const coupled = candidates.find(({ hypothesis: { kind } }) => kind === 'coupled');
  return coupled && mistakenStrength(optimizer, coupled.hypothesis, agreement, probe, coupled.effects);
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

function isReproducible(optimizer: Optimizer, { hypothesis, effects }: Trial, probe: DecayProbe): boolean {
  return Array.from(decayEffects(optimizer, hypothesis, { ...probe, straight: true })).every(({ error }, i) =>
    Object.is(error, effects[i].error),
  );
}
