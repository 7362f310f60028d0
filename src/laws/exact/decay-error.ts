import type { Precision, Tensor } from '../../arithmetic/tensor.ts';
import type { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { deviation } from '../../inference/decay-deviation.ts';
import type { DecayHypothesis } from '../../inference/decay-hypothesis.ts';
import { distance, identical, norm, scaled } from '../../inference/probe-problem.ts';
import { machineEpsilon } from './drawn.ts';

/** What a tensor did in a step, and what was predicted of it. */
export interface ComparedStep {
  readonly gradient: Tensor;
  readonly before: Tensor;
  readonly after: Tensor;
  /** At λ = 0. */
  readonly undecayed: Tensor;
  /** By each reading that is right. */
  readonly predicted: readonly Tensor[];
  /** By each reading beside gradients that were rounded otherwise. */
  readonly shaken: readonly Tensor[];
  /** At λ = 0 without a gradient. */
  readonly idle?: Tensor;
}

/** How exact a comparison can be. */
export interface Exactness {
  readonly precision: Precision;
  /** Least relative error that counts. */
  readonly exact: number;
  /** ηλ of the step, by which a decay of nothing is measured. */
  readonly share: number;
}

/** Error of a decay relative to what it should be. */
export interface DecayError {
  readonly effect: number;
  readonly tolerance: number;
  readonly nominal: number;
  /** Size of the numbers that were stored. */
  readonly stored: number;
}

/** How far a step is from the decay that is claimed. */
export function decayError(step: ComparedStep, claimed: DecayHypothesis, { precision, exact, share }: Exactness): DecayError {
  const { before, after, undecayed, predicted, shaken, idle } = step;
  const deviations = predicted.map((each) =>
    deviation({ after, predicted: each, undecayed, idle, before: Array.from(before.data) }, claimed),
  );
  // Where nothing is to decay, that of all weights is the measure of what does.
  const nominal = deviations[0].nominal || share * norm(before);
  // The first one where neither is a number.
  const error = deviations.reduce((least, other) => (other.distance < least.distance ? other : least)).distance;
  // Three stores of numbers of this size, stretched by a free length, and a subtraction of nearly equal ones, over the decay itself.
  const stored = Math.max(norm(after), norm(before), norm(undecayed));
  const size = Math.max(1, deviations[0].stretched ?? 1) * stored;
  // What two roundings make of a difference of nearly equal numbers is now and then much less than others make of it.
  const gaps = shaken.map((each) => distance(each, predicted[0]));
  const amplified = 16 * Math.max(0, ...gaps);
  const tolerance = exact + (64 * machineEpsilon(precision) * size + amplified) / (nominal || Number.MIN_VALUE);
  return {
    effect: error / (nominal || Number.MIN_VALUE),
    // A rounding that makes a root of a negative number is stretched without bound.
    tolerance: gaps.some(Number.isNaN) ? Infinity : tolerance,
    nominal,
    stored,
  };
}

/**
 * The same beside a rule that decides on the size of raw gradients how long its step is, or whether there is one, as a schedule on a plateau does: λw
 * that is added to a gradient of the prediction is decided on as well, so that only the direction of the step is predicted there.
 *
 * @returns `undefined` where the prediction stands still, so that it has no direction
 */
export function directionError(step: ComparedStep, claimed: DecayHypothesis, exactness: Exactness): DecayError | undefined {
  const { gradient, before, after, undecayed, predicted } = step;
  const moves = (to: Tensor): boolean => distance(to, before) > 0;
  if (!moves(predicted[0])) return undefined;
  // What rests with λ only, or where no gradient is there to decide on, does not rest by such a decision.
  if (!moves(after) && (moves(undecayed) || norm(gradient) === 0)) return decayError(step, claimed, exactness);
  return decayError(step, { ...claimed, free: 'move' }, exactness);
}

/**
 * Whether a rule has left out a whole step of a tensor, decay and all, for what gradients are, as one that guards against spikes does: whether it
 * would do so again goes by their size. A step that is left out by its number is none.
 *
 * @param run after that step
 * @param tensor its place in the list
 */
export function isLeftOut(
  run: OptimizerRun,
  tensor: number,
  gradients: readonly Tensor[],
  {
    before,
    undecayed,
    learningRate,
  }: { readonly before: readonly Tensor[]; readonly undecayed: readonly Tensor[]; readonly learningRate: number },
): boolean {
  const stands = (parameters: readonly Tensor[]): boolean => identical([parameters[tensor]], [before[tensor]]);
  if (!stands(run.parameters) || !stands(undecayed)) return false;
  const rests = (factor: number): boolean => {
    const next = run.fork();
    next.step(scaled(gradients, factor), learningRate, 0);
    return stands(next.parameters);
  };
  const answers = [1, 2 ** -6, 2 ** 6].map(rests);
  return answers.includes(true) && answers.includes(false);
}
