import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { together, type Resting } from '../dynamics/resting.ts';
import { along, type KnownStep } from '../dynamics/side-by-side.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { type Outcome, deviation, difference, idleStep, length, measuredFactor } from './decay-deviation.ts';
import { type DecayHypothesis, type Setting, Settings } from './decay-hypothesis.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { predictStep } from './predict-step.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/**
 * Whether λ leaves the state as the hypothesis says: what it added to a step comes back with the momentum of the next one, or not.
 * A single step cannot tell coupled from decoupled decay where the buffer is added to the weights as it is.
 *
 * @param agreement largest error relative to the decay
 * @param probe of which nothing but the first steps, the size of the gradients and the decays are read
 */
export function explainsNextStep(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  agreement: number,
  { fill = 0, size = 1, decays: given = probeWeightDecays }: DecayProbe = {},
): boolean {
  const source = stream('inference', 'decay');
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 0));
  const run = new OptimizerRun(optimizer, start);
  const origin = hypothesis.towardsStart === true ? start : undefined;
  const settings = new Settings();
  for (let step = 1; step <= fill + 8; step++) {
    const [learningRate, weightDecay] = [cyclic(probeLearningRates, step - 1), cyclic(given, step - 1)];
    const setting = settings.next(learningRate, weightDecay);
    const [gradients, next] = [step, step + 1].map((at) =>
      normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(1, at), size),
    );
    const { predicted } = predictStep(run, gradients, setting, hypothesis, origin);
    run.step(gradients, learningRate, weightDecay);
    if (step <= fill) continue;
    const predictions = predicted();
    const sequel = run.fork();
    for (const each of [sequel, ...predictions]) each.step(next, learningRate, 0);
    const decays = sequel.parameters.map((tensor) => learningRate * weightDecay * norm(tensor));
    const comesTrue = ({ parameters }: OptimizerRun): boolean =>
      sequel.parameters.every((tensor, i) => distance(tensor, parameters[i]) <= agreement * decays[i]);
    if (!predictions.some(comesTrue)) return false;
  }
  return true;
}

/** One tensor at one step: what λ added, and what the hypothesis says it should have added. */
export interface DecayEffect extends Setting {
  readonly tensor: number;
  readonly shape: readonly number[];
  /** Entry by entry, actual and nominal change due to λ. */
  readonly actual: readonly number[];
  readonly nominal: readonly number[];
  /** The weights before the step. */
  readonly before: readonly number[];
  /** ⟨actual, nominal⟩/⟨nominal, nominal⟩: 1 where the decay is as claimed. */
  readonly strength: number;
  /** ‖actual − nominal‖/‖nominal‖. */
  readonly error: number;
  /** ‖actual − strength·nominal‖/‖actual‖: 0 where only the strength is wrong. */
  readonly stray: number;
}

/** Long enough to see a decay that is skipped at every tenth step. */
export const probeSteps = 24;

/** Powers of two times short fractions: a rate or decay that is remembered from an earlier step cannot coincide with a later one. */
const probeLearningRates: readonly number[] = [0.1, 0.05, 0.075, 0.025, 0.2, 0.0625, 0.15, 0.125, 0.03, 0.09];

const probeWeightDecays: readonly number[] = [0.3, 0.3, 0.2, 0.25, 0.25, 0.4, 0.15, 0.35, 0.3];

/** An error relative to the decay that is near enough to be one of rounding. */
const EXPLAINED = 1e-3;

/** The n-th value of a list that is repeated. */
function cyclic(list: readonly number[], n: number): number {
  return list[n % list.length];
}

/** Where and how a subject is run. */
export interface DecayProbe {
  readonly shapes?: readonly (readonly number[])[];
  /** First steps that only fill the state: they are made, and nothing is asked of them. */
  readonly fill?: number;
  /** Of how many steps one moves, the first of them after those that fill the state; nothing is asked of the others. */
  readonly period?: number;
  /** Selects the gradients; default 0. */
  readonly series?: number;
  /** Where the schedules of η and λ begin; default 0. */
  readonly offset?: number;
  /** Decays that are used in turn; default: those of the usual probe. */
  readonly decays?: readonly number[];
  /** Size of the gradients; default 1. */
  readonly size?: number;
  /** The gradient is the same at every step. */
  readonly steady?: boolean;
  /** Of two readings of which neither explains a step, that counts which has its direction, not the nearest one. */
  readonly straight?: boolean;
}

/**
 * Runs the subject under changing rates and decays and compares each of its steps with the hypothesis. Steps are made as they are
 * asked for: most wrong hypotheses fail at the first one.
 */
export function* decayEffects(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  probe: DecayProbe = {},
): Generator<DecayEffect, void, undefined> {
  for (const effect of restingEffects(optimizer, hypothesis, probe)) if (effect !== undefined) yield effect;
}

/** The same for several hypotheses side by side, each to its end. */
export function allDecayEffects(
  optimizer: Optimizer,
  hypotheses: readonly DecayHypothesis[],
  probe: DecayProbe,
): readonly (readonly DecayEffect[])[] {
  const effects = hypotheses.map((): DecayEffect[] => []);
  together(
    hypotheses.map(function* (hypothesis, i): Resting<void> {
      for (const effect of restingEffects(optimizer, hypothesis, probe)) {
        if (effect === undefined) yield;
        else effects[i].push(effect);
      }
    }),
  );
  return effects;
}

/** Effects one after the other, and `undefined` where a step is handed over and nobody has waited for it yet. */
function* restingEffects(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  {
    shapes = probeShapes,
    fill = 0,
    period = 1,
    series = 0,
    offset = 0,
    decays = probeWeightDecays,
    size = 1,
    steady = false,
    straight = false,
  }: DecayProbe,
): Generator<DecayEffect | undefined, void, undefined> {
  const source = stream('inference', 'decay');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(shapes, precision, source.seek(0, 0));
  const run = new OptimizerRun(optimizer, start);
  const settings = new Settings();
  const known = (step: number): KnownStep => {
    const at = step - 1 + offset;
    const gradients = normalTensors(shapes, precision, source.seek(1 + series, steady ? 0 : step), size);
    return { gradients, learningRate: cyclic(probeLearningRates, at), weightDecay: cyclic(decays, at) };
  };
  const fillings = Array.from({ length: fill }, (_, i) => known(i + 1));
  const filling = along(run, fillings);
  let [previous, now]: (readonly Tensor[])[] = [start, start];
  let filled: readonly Tensor[] | undefined;
  for (let step = 1; step <= fill + probeSteps; step++) {
    [previous, now] = [now, filled ?? scaled(run.parameters, 1)];
    filled = undefined;
    // Numbers so large are those of a run that diverges, and say nothing.
    if (now.some((tensor) => norm(tensor) > 2 ** 40)) return;
    const { gradients, learningRate, weightDecay } = fillings[step - 1] ?? known(step);
    const setting = settings.next(learningRate, weightDecay);
    if (step <= fill) {
      filled = filling.next().value!;
      continue;
    }
    if ((step - fill - 1) % period !== 0) {
      run.step(gradients, learningRate, weightDecay);
      continue;
    }
    const origin = originOf(hypothesis, { start, previous, now });
    const idle = hypothesis.free === undefined ? undefined : idleStep(run, setting);
    const before = run.parameters.map(({ data }) => Array.from(data));
    const prediction = predictStep(run, gradients, setting, hypothesis, origin);
    run.step(gradients, learningRate, weightDecay);
    yield undefined;
    const [undecayed, predictions] = [prediction.undecayed(), prediction.predicted()];
    for (const [tensor, after] of run.parameters.entries()) {
      const outcomes = predictions.map(({ parameters }) => ({
        after,
        predicted: parameters[tensor],
        undecayed: undecayed[tensor],
        idle: idle?.[tensor],
        before: before[tensor],
      }));
      const nearest = nearestOf(outcomes, hypothesis, straight);
      yield { ...setting, tensor, shape: shapes[tensor], before: before[tensor], ...nearest };
    }
  }
}

/** The reading that is nearest to what happened. */
function nearestOf(outcomes: readonly Outcome[], hypothesis: DecayHypothesis, straight: boolean): ReturnType<typeof compare> {
  const readings = outcomes.map((outcome) => compare(outcome, hypothesis));
  // A reading under which λ would do nothing is no match for one under which it does.
  const telling = readings.filter(({ strength }) => !Number.isNaN(strength));
  const missing = ({ error, stray }: (typeof readings)[number]): number => (straight && error > EXPLAINED ? 1 + stray : error);
  return (telling.length > 0 ? telling : readings).reduce((best, reading) => (missing(reading) < missing(best) ? reading : best));
}

/** What is taken from the weights before they shrink. */
function originOf(
  { towardsStart, stale }: DecayHypothesis,
  { start, previous, now }: Readonly<Record<'start' | 'previous' | 'now', readonly Tensor[]>>,
): readonly Tensor[] | undefined {
  if (towardsStart === true) return start;
  return stale === undefined || stale === false ? undefined : plus(now, -1, stale === 'start' ? start : previous);
}

/** Whether the hypothesis explains every step of every tensor. */
export function explains(optimizer: Optimizer, hypothesis: DecayHypothesis, agreement: number, probe?: DecayProbe): boolean {
  for (const { error } of decayEffects(optimizer, hypothesis, probe)) if (!(error <= agreement)) return false;
  return true;
}

function compare(
  outcome: Outcome,
  hypothesis: DecayHypothesis,
): Pick<DecayEffect, 'actual' | 'nominal' | 'strength' | 'error' | 'stray'> {
  const { after, predicted, undecayed } = outcome;
  const [actual, nominal] = [difference(after, undecayed), difference(predicted, undecayed)];
  const expected = length(nominal);
  const strength = expected > 0 ? measuredFactor(actual, nominal) : NaN;
  const straying = length(actual.map((x, j) => x - (expected > 0 ? strength : 0) * nominal[j]));
  const size = length(actual);
  const deviates = deviation(outcome, hypothesis);
  return {
    actual,
    nominal,
    strength,
    // Where nothing is predicted to change, the error is the change itself, relative to the weights.
    error: expected === 0 ? distance(after, predicted) / norm(after) : deviates.distance / (deviates.nominal || Number.MIN_VALUE),
    stray: straying / (size || 1),
  };
}
