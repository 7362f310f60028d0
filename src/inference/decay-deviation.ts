import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { DecayHypothesis, Setting } from './decay-hypothesis.ts';
import { distance, scaled } from './probe-problem.ts';

/** The part of a nominal decay that is there, where a hypothesis does not predict how much of it is. */
export function measuredFactor(actual: readonly number[], nominal: readonly number[]): number {
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
  /** Before the step, where the hypothesis leaves out what stands still. */
  readonly before?: readonly number[];
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
 * should change; and by how much what was predicted is longer there, its rounding included.
 */
export function deviation(
  outcome: Outcome,
  hypothesis: DecayHypothesis,
): { readonly distance: number; readonly nominal: number; readonly stretched?: number } {
  const { factor, free, mask } = hypothesis;
  if (mask === 'frozen')
    return deviation(withoutFrozen(outcome, hypothesis.kind === 'coupled'), { ...hypothesis, mask: undefined });
  const { after, predicted, undecayed, idle, before } = outcome;
  const from = free === 'move' ? before : free === 'length' && idle !== undefined ? Array.from(idle.data) : undefined;
  if (from !== undefined) {
    const [is, along, without] = [after, predicted, undecayed].map(({ data }) => Array.from(data, (w, j) => w - from[j]));
    const length_ = Math.max(0, measuredFactor(is, along));
    const nominal = length_ * apart(along, without);
    return { distance: length(is.map((x, j) => x - length_ * along[j])), nominal, stretched: length_ };
  }
  const nominal = difference(predicted, undecayed);
  if (factor === undefined) return { distance: distance(after, predicted), nominal: length(nominal) };
  const actual = difference(after, undecayed);
  const along = measuredFactor(actual, nominal);
  const measured = factor === 'tensor' ? along : Math.max(0, along);
  const part = factor === 'share' ? Math.min(1, measured) : measured;
  // Of a factor that is free it is the decay itself that is the measure.
  const size = factor === 'common' ? part : 1;
  return { distance: length(actual.map((x, j) => x - part * nominal[j])), nominal: size * length(nominal) };
}

/** The outcome, with nothing predicted of entries that stand where they were, or do so once λw is in the gradient that they are chosen by. */
function withoutFrozen({ before = [], ...outcome }: Outcome, isCoupled: boolean): Outcome {
  const { after, predicted } = outcome;
  const data = predicted.data.map((w, j) => {
    if (after.data[j] === before[j]) return before[j];
    return isCoupled && w === before[j] ? after.data[j] : w;
  }) as typeof predicted.data;
  return { ...outcome, predicted: { data, shape: predicted.shape } };
}

/** a − b, entry by entry. */
export function difference(a: Tensor, b: Tensor): number[] {
  return Array.from(a.data, (w, j) => w - b.data[j]);
}

/** Euclidean. */
export function length(x: readonly number[]): number {
  return Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
}

/** Length of the part of x that is not along y. */
function apart(x: readonly number[], y: readonly number[]): number {
  const along = measuredFactor(x, y);
  return length(x.map((value, j) => value - along * y[j]));
}
