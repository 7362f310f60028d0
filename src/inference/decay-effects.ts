import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { DecayOrder, Optimizer, WeightDecayKind } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes } from './probe-problem.ts';

/** A way in which λ can enter a step. */
export interface DecayHypothesis {
  readonly kind: WeightDecayKind;
  readonly order: DecayOrder;
}

/** A deviation from a hypothesis. */
export interface Variation {
  /** The decay is tried at this multiple of λ; default 1. */
  readonly strength?: (setting: Setting) => number;
  /** What shrinks is w − w₀, the way from the start; default: w. */
  readonly towardsStart?: boolean;
}

/**
 * Where a step would lead under a hypothesis, by the subject's own update at λ = 0, forked from its present state:
 *
 *     coupled      U(w, g + λw; 0)
 *     decoupled    U(w, g; 0) − ηλ w  or  U((1 − ηλ) w, g; 0)   (beside or before),   (1 − ηλ) U(w, g; 0)   (after)
 *     independent  the same with λ for ηλ
 *     none         U(w, g; 0)
 *
 * so no reference implementation is needed: the subject is compared with itself. Decay beside the update and decay before it are
 * the same where the update does not look at the weights; a threshold on ‖g‖/‖w‖, or an average of weights, does.
 *
 * @param origin where the decay leads to; default: zero
 * @returns one prediction, or two where both readings are right
 */
export function predictSteps(
  run: OptimizerRun,
  gradients: readonly Tensor[],
  learningRate: number,
  weightDecay: number,
  hypothesis: DecayHypothesis,
  origin?: readonly Tensor[],
): (readonly Tensor[])[] {
  return predictRuns(run, gradients, learningRate, weightDecay, hypothesis, origin).map(({ parameters }) => parameters);
}

/** The runs after such a step, which can go on. */
function predictRuns(
  run: OptimizerRun,
  gradients: readonly Tensor[],
  learningRate: number,
  weightDecay: number,
  { kind, order }: DecayHypothesis,
  origin?: readonly Tensor[],
): OptimizerRun[] {
  const fromOrigin = (w: readonly Tensor[]): readonly Tensor[] => (origin === undefined ? w : plus(w, -1, origin));
  const twin = run.fork();
  if (kind === 'coupled') {
    twin.step(plus(gradients, weightDecay, fromOrigin(run.parameters)), learningRate, 0);
    return [twin];
  }
  const rate = kind === 'none' ? 0 : kind === 'decoupled' ? learningRate * weightDecay : weightDecay;
  const decay = (decaying: OptimizerRun, w: readonly Tensor[]): void =>
    plus(decaying.parameters, -rate, fromOrigin(w)).forEach(({ data }, i) => decaying.parameters[i].data.set(data));
  twin.step(gradients, learningRate, 0);
  decay(twin, order === 'after' ? twin.parameters : run.parameters);
  if (kind === 'none' || order === 'after') return [twin];
  const before = run.fork();
  decay(before, run.parameters);
  before.step(gradients, learningRate, 0);
  return [twin, before];
}

/**
 * Whether λ leaves the state as the hypothesis says: what it added to a step comes back with the momentum of the next one, or not.
 * A single step cannot tell coupled from decoupled decay where the buffer is added to the weights as it is.
 *
 * @param agreement largest error relative to the decay
 */
export function explainsNextStep(optimizer: Optimizer, hypothesis: DecayHypothesis, agreement: number): boolean {
  const source = stream('inference', 'decay');
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 0)));
  for (let step = 1; step <= 8; step++) {
    const [learningRate, weightDecay] = [cyclic(probeLearningRates, step - 1), cyclic(probeWeightDecays, step - 1)];
    const [gradients, next] = [step, step + 1].map((at) =>
      normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(1, at)),
    );
    const predictions = predictRuns(run, gradients, learningRate, weightDecay, hypothesis);
    run.step(gradients, learningRate, weightDecay);
    const sequel = run.fork();
    for (const each of [sequel, ...predictions]) each.step(next, learningRate, 0);
    const decays = sequel.parameters.map((tensor) => learningRate * weightDecay * norm(tensor));
    const comesTrue = ({ parameters }: OptimizerRun): boolean =>
      sequel.parameters.every((tensor, i) => distance(tensor, parameters[i]) <= agreement * decays[i]);
    if (!predictions.some(comesTrue)) return false;
  }
  return true;
}

/** Hyperparameters of a step of the probe. */
export interface Setting {
  /** Counts from 1. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** One tensor at one step: what λ added, and what the hypothesis says it should have added. */
export interface DecayEffect extends Setting {
  readonly tensor: number;
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
export const probeLearningRates: readonly number[] = [0.1, 0.05, 0.075, 0.025, 0.2, 0.0625, 0.15, 0.125, 0.03, 0.09];
export const probeWeightDecays: readonly number[] = [0.3, 0.3, 0.2, 0.25, 0.25, 0.4, 0.15, 0.35, 0.3];

/** The n-th value of a list that is repeated. */
export function cyclic(list: readonly number[], n: number): number {
  return list[n % list.length];
}

/**
 * Runs the subject under changing rates and decays and compares each of its steps with the hypothesis, or a variation of it. Steps
 * are made as they are asked for: most wrong hypotheses fail at the first one.
 */
export function* decayEffects(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  { strength = () => 1, towardsStart = false }: Variation = {},
): Generator<DecayEffect, void, undefined> {
  const source = stream('inference', 'decay');
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 0));
  const origin = towardsStart ? start : undefined;
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= probeSteps; step++) {
    const [learningRate, weightDecay] = [cyclic(probeLearningRates, step - 1), cyclic(probeWeightDecays, step - 1)];
    const setting = { step, learningRate, weightDecay };
    const gradients = normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(1, step));
    const [undecayed] = predictSteps(run, gradients, learningRate, weightDecay, { kind: 'none', order: 'before' });
    const predictions = predictSteps(run, gradients, learningRate, weightDecay * strength(setting), hypothesis, origin);
    const before = run.parameters.map(({ data }) => Array.from(data));
    run.step(gradients, learningRate, weightDecay);
    for (const [tensor, after] of run.parameters.entries()) {
      const readings = predictions.map((predicted) => compare(after, predicted[tensor], undecayed[tensor]));
      const nearest = readings.reduce((best, reading) => (reading.error < best.error ? reading : best));
      yield { ...setting, tensor, before: before[tensor], ...nearest };
    }
  }
}

/** Whether the hypothesis explains every step of every tensor. */
export function explains(optimizer: Optimizer, hypothesis: DecayHypothesis, agreement: number, variation?: Variation): boolean {
  for (const { error } of decayEffects(optimizer, hypothesis, variation)) if (!(error <= agreement)) return false;
  return true;
}

function compare(after: Tensor, predicted: Tensor, undecayed: Tensor): Omit<DecayEffect, keyof Setting | 'tensor' | 'before'> {
  const change = ({ data }: Tensor): number[] => Array.from(data, (w, j) => w - undecayed.data[j]);
  const length = (x: readonly number[]): number => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  const [actual, nominal] = [change(after), change(predicted)];
  const expected = length(nominal);
  const strength = expected > 0 ? nominal.reduce((sum, x, j) => sum + x * actual[j], 0) / expected ** 2 : NaN;
  return {
    actual,
    nominal,
    strength,
    // Where nothing is predicted to change ('none'), the error is the change itself, relative to the weights.
    error: distance(after, predicted) / (expected > 0 ? expected : norm(after)),
    stray: length(actual.map((x, j) => x - strength * nominal[j])) / (length(actual) || 1),
  };
}
