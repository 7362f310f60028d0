import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { DecayOrder, Optimizer, WeightDecayKind } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/** η and λ of a step, and of the steps before it. */
export interface Setting {
  /** Counts from 1. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly firstLearningRate: number;
  /** The largest so far. */
  readonly peakLearningRate: number;
  readonly previousLearningRate: number;
  readonly firstWeightDecay: number;
  readonly previousWeightDecay: number;
}

/** A way in which λ can enter a step. */
export interface DecayHypothesis {
  readonly kind: WeightDecayKind;
  readonly order: DecayOrder;
  /** Tensors of these shapes are left out. */
  readonly exempt?: (shape: readonly number[], name: string) => boolean;
  /** Only entries are decayed that the update shrinks too. */
  readonly mask?: 'cautious';
  /** The decay is that of this multiple of λ. */
  readonly strength?: (setting: Setting) => number;
  /**
   * `share`: a factor in [0, 1] for each tensor and step; `shape`: one for each shape; `common`: a positive one for each step. It is
   * measured, not predicted.
   */
  readonly factor?: 'share' | 'shape' | 'common';
  /** `length`: only the direction of the step of a tensor is predicted, beyond what it does without a gradient. */
  readonly free?: 'length';
  /** What shrinks is w − w₀, the way from the start. */
  readonly towardsStart?: boolean;
  /** What shrinks are the weights of the step before. */
  readonly stale?: boolean;
  /** What λ multiplies, entry by entry; default w. */
  readonly of?: (w: number, gradient: number) => number;
  /** A coupled decay beside which the weights are multiplied by 1 − ηλ too. */
  readonly both?: boolean;
}

/** The settings of a schedule, one after the other. */
export class Settings {
  private last: Setting | undefined;

  next(learningRate: number, weightDecay: number): Setting {
    const { last } = this;
    this.last = {
      step: (last?.step ?? 0) + 1,
      learningRate,
      weightDecay,
      firstLearningRate: last?.firstLearningRate ?? learningRate,
      peakLearningRate: Math.max(last?.peakLearningRate ?? 0, learningRate),
      previousLearningRate: last?.learningRate ?? learningRate,
      firstWeightDecay: last?.firstWeightDecay ?? weightDecay,
      previousWeightDecay: last?.weightDecay ?? weightDecay,
    };
    return this.last;
  }
}

/**
 * Where a step would lead under a hypothesis, by the subject's own update at λ = 0, forked from its present state:
 *
 *     coupled      U(w, g + λw; 0)
 *     decoupled    U(w, g; 0) − ηλ w  or  U((1 − ηλ) w, g; 0)   (beside or before),   (1 − ηλ) U(w, g; 0)   (after),
 *                  U(w, g; 0)/(1 + ηλ)   (proximal)
 *     independent  the same with λ for ηλ
 *     none         U(w, g; 0)
 *
 * so no reference implementation is needed: the subject is compared with itself. Decay beside the update and decay before it are
 * the same where the update does not look at the weights; a threshold on ‖g‖/‖w‖, or an average of weights, does.
 *
 * @param origin where the decay leads to; default: zero
 * @returns what is to be asked when the run itself has been stepped too, so that all of it is waited for once: where the step leads
 *   without decay, and one run for each prediction, or two where both readings are right
 */
export function predictStep(
  run: OptimizerRun,
  gradients: readonly Tensor[],
  { learningRate, ...setting }: Setting,
  hypothesis: DecayHypothesis,
  origin?: readonly Tensor[],
): { undecayed(): Tensor[]; predicted(): OptimizerRun[] } {
  const { kind, order, exempt, mask, strength, of, both } = hypothesis;
  const weightDecay = setting.weightDecay * (strength?.({ learningRate, ...setting }) ?? 1);
  // What shrinks: nothing of a tensor that is exempt.
  const shrinking = (w: readonly Tensor[]): Tensor[] =>
    plus(w, origin === undefined ? 0 : -1, origin ?? w).map((tensor, i) =>
      exempt?.(tensor.shape, String(i)) ? scaled([tensor], 0)[0] : of === undefined ? tensor : termOf(tensor, gradients[i], of),
    );
  const before = scaled(run.parameters, 1);
  const twin = run.fork();
  twin.step(gradients, learningRate, 0);
  const undecayed = twin.reading();
  if (kind === 'coupled') {
    const coupled = run.fork();
    coupled.step(plus(gradients, weightDecay, shrinking(before)), learningRate, 0);
    const shrinkToo = (): OptimizerRun => {
      const shrunk = plus(coupled.parameters, -learningRate * weightDecay, before);
      coupled.parameters.forEach(({ data }, i) => data.set(shrunk[i].data));
      return coupled;
    };
    return { undecayed, predicted: () => [both === true ? shrinkToo() : coupled] };
  }
  const rate = kind === 'none' ? 0 : kind === 'decoupled' ? learningRate * weightDecay : weightDecay;
  const share = order === 'proximal' ? rate / (1 + rate) : rate;
  const decay = (decaying: OptimizerRun, w: readonly Tensor[]): OptimizerRun => {
    const shrunk = shrinking(w);
    const step = mask === undefined ? undefined : undecayed();
    decaying.parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) {
        const start = before[i].data[j];
        const acts = step === undefined || (step[i].data[j] - start) * start <= 0;
        if (acts) data[j] -= share * shrunk[i].data[j];
      }
    });
    return decaying;
  };
  if (kind === 'none') return { undecayed, predicted: () => [decay(twin, before)] };
  if (mask !== undefined || order !== 'before')
    return { undecayed, predicted: () => [decay(twin, order === 'before' ? before : undecayed())] };
  const early = decay(run.fork(), before);
  early.step(gradients, learningRate, 0);
  return { undecayed, predicted: () => [decay(twin, before), early] };
}

function termOf({ data, shape }: Tensor, gradient: Tensor, of: NonNullable<DecayHypothesis['of']>): Tensor {
  return { data: data.map((w, j) => of(w, gradient.data[j])) as typeof data, shape };
}

/**
 * Whether λ leaves the state as the hypothesis says: what it added to a step comes back with the momentum of the next one, or not.
 * A single step cannot tell coupled from decoupled decay where the buffer is added to the weights as it is.
 *
 * @param agreement largest error relative to the decay
 */
export function explainsNextStep(optimizer: Optimizer, hypothesis: DecayHypothesis, agreement: number, fill = 0): boolean {
  const source = stream('inference', 'decay');
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 0)));
  const settings = new Settings();
  for (let step = 1; step <= fill + 8; step++) {
    const [learningRate, weightDecay] = [cyclic(probeLearningRates, step - 1), cyclic(probeWeightDecays, step - 1)];
    const setting = settings.next(learningRate, weightDecay);
    const [gradients, next] = [step, step + 1].map((at) =>
      normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(1, at)),
    );
    const { predicted } = predictStep(run, gradients, setting, hypothesis);
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
  {
    shapes = probeShapes,
    fill = 0,
    period = 1,
    series = 0,
    offset = 0,
    size = 1,
    steady = false,
    straight = false,
  }: DecayProbe = {},
): Generator<DecayEffect, void, undefined> {
  const source = stream('inference', 'decay');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(shapes, precision, source.seek(0, 0));
  const run = new OptimizerRun(optimizer, start);
  const settings = new Settings();
  let [previous, now]: (readonly Tensor[])[] = [start, start];
  for (let step = 1; step <= fill + probeSteps; step++) {
    [previous, now] = [now, scaled(run.parameters, 1)];
    // Numbers so large are those of a run that diverges, and say nothing.
    if (now.some((tensor) => norm(tensor) > 2 ** 40)) return;
    const origin = hypothesis.towardsStart === true ? start : hypothesis.stale === true ? plus(now, -1, previous) : undefined;
    const at = step - 1 + offset;
    const [learningRate, weightDecay] = [cyclic(probeLearningRates, at), cyclic(probeWeightDecays, at)];
    const setting = settings.next(learningRate, weightDecay);
    const gradients = normalTensors(shapes, precision, source.seek(1 + series, steady ? 0 : step), size);
    if (step <= fill || (step - fill - 1) % period !== 0) {
      run.step(gradients, learningRate, weightDecay);
      continue;
    }
    const idle = hypothesis.free === undefined ? undefined : idleStep(run, setting);
    const before = run.parameters.map(({ data }) => Array.from(data));
    const prediction = predictStep(run, gradients, setting, hypothesis, origin);
    run.step(gradients, learningRate, weightDecay);
    const [undecayed, predictions] = [prediction.undecayed(), prediction.predicted()];
    for (const [tensor, after] of run.parameters.entries()) {
      const readings = predictions.map(({ parameters }) =>
        compare({ after, predicted: parameters[tensor], undecayed: undecayed[tensor], idle: idle?.[tensor] }, hypothesis),
      );
      // A reading under which λ would do nothing is no match for one under which it does.
      const telling = readings.filter(({ strength }) => !Number.isNaN(strength));
      const missing = ({ error, stray }: (typeof readings)[number]): number =>
        straight && error > EXPLAINED ? 1 + stray : error;
      const nearest = (telling.length > 0 ? telling : readings).reduce((best, reading) =>
        missing(reading) < missing(best) ? reading : best,
      );
      yield { ...setting, tensor, shape: shapes[tensor], before: before[tensor], ...nearest };
    }
  }
}

/** Whether the hypothesis explains every step of every tensor. */
export function explains(optimizer: Optimizer, hypothesis: DecayHypothesis, agreement: number, probe?: DecayProbe): boolean {
  for (const { error } of decayEffects(optimizer, hypothesis, probe)) if (!(error <= agreement)) return false;
  return true;
}

/** The part of a nominal decay that is there, where a hypothesis does not predict how much of it is. */
function measuredFactor(actual: readonly number[], nominal: readonly number[]): number {
  const square = nominal.reduce((sum, x) => sum + x * x, 0);
  return square > 0 ? nominal.reduce((sum, x, j) => sum + x * actual[j], 0) / square : 1;
}

/** A tensor after a step, and what was predicted of it. */
export interface Outcome {
  readonly after: Tensor;
  /** Under the hypothesis. */
  readonly predicted: Tensor;
  /** At λ = 0. */
  readonly undecayed: Tensor;
  /** At λ = 0 without a gradient, where the hypothesis leaves the length free. */
  readonly idle?: Tensor;
}

/** What a step does at λ = 0 without a gradient: the momentum goes on. */
export function idleStep(run: OptimizerRun, { learningRate }: Setting): readonly Tensor[] {
  const twin = run.fork();
  twin.step(
    run.parameters.map((tensor) => scaled([tensor], 0)[0]),
    learningRate,
    0,
  );
  return twin.parameters;
}

/**
 * Distance of a step from a hypothesis, or where the hypothesis leaves something free from the nearest step that it allows, and what λ
 * should change.
 */
export function deviation(outcome: Outcome, { factor, free }: DecayHypothesis): { distance: number; nominal: number } {
  const { after, predicted, undecayed, idle } = outcome;
  if (free === 'length' && idle !== undefined) {
    const [is, along, without] = [after, predicted, undecayed].map((tensor) => difference(tensor, idle));
    const length_ = Math.max(0, measuredFactor(is, along));
    return { distance: length(is.map((x, j) => x - length_ * along[j])), nominal: length_ * apart(along, without) };
  }
  const nominal = difference(predicted, undecayed);
  if (factor === undefined) return { distance: distance(after, predicted), nominal: length(nominal) };
  const actual = difference(after, undecayed);
  const measured = Math.max(0, measuredFactor(actual, nominal));
  const part = factor === 'share' ? Math.min(1, measured) : measured;
  // Of a factor that is free it is the decay itself that is the measure.
  const size = factor === 'common' ? part : 1;
  return { distance: length(actual.map((x, j) => x - part * nominal[j])), nominal: size * length(nominal) };
}

function difference(a: Tensor, b: Tensor): number[] {
  return Array.from(a.data, (w, j) => w - b.data[j]);
}

function length(x: readonly number[]): number {
  return Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
}

/** Length of the part of x that is not along y. */
function apart(x: readonly number[], y: readonly number[]): number {
  const along = measuredFactor(x, y);
  return length(x.map((value, j) => value - along * y[j]));
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
