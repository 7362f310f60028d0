import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { zeros, type Precision, type Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { distance, norm, normalTensors, plus, scaled } from '../../inference/probe-problem.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream, type Stream } from '../../random/stream.ts';
import { centredGradients } from './centred.ts';
import { machineEpsilon, type ExactConfiguration } from './drawn.ts';
import type { Measurement } from './exact-law.ts';

/** What first steps are asked of. */
export interface FirstSteps extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  /** Gradients of size 2^size. */
  readonly size: number;
  readonly steps: number;
}

/** A first step that goes uphill, or an entry that never moves, however it is asked. */
export function* wrongDirections(
  optimizer: Optimizer,
  { hyperparameters, fill }: { readonly hyperparameters: Readonly<Record<string, number>>; readonly fill: number },
  { seed, precision, shapes, size, learningRate, initScale }: FirstSteps,
): Generator<void, Measurement | undefined> {
  const source = stream(seed, 'first-step');
  const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
  const constant = gradients(shapes, precision, source, 0, size);
  const isRandom = optimizer.contract?.random === true;
  const anew = (from: readonly Tensor[]): OptimizerRun => new OptimizerRun(optimizer, from, hyperparameters);
  const asked = (from: readonly Tensor[], gradient: readonly Tensor[]): Generator<void, Measurement | undefined> =>
    wrongDirection(anew(from), gradient, learningRate, { precision, fill, isRandom });
  const astray = yield* asked(start, constant);
  if (astray === undefined) return undefined;
  const { unmoved, uphill, tensor, entry, all } = astray.where ?? {};
  // From the mirrored weights a decay of the rule's own, which gradients set, points the other way; a sign that is wrong does not.
  const mirrored = uphill === true ? (yield* asked(scaled(start, -1), constant))?.where : astray.where;
  // A dead zone, or a choice of the largest entries, leaves out what is small beside others; what is dropped never moves.
  const left =
    unmoved === true ? (yield* asked(start, withLeading(constant, tensor as number, entry as number)))?.where : astray.where;
  const chosen = unmoved === true && !(left?.tensor === tensor && left?.entry === entry);
  if (chosen || mirrored?.uphill !== uphill || mirrored?.tensor !== tensor) return undefined;
  if (uphill === true && isRoundedAway(anew, start, constant, { learningRate, fill, tensor: (tensor ?? 0) as number }))
    return undefined;
  if (uphill === true)
    for (const centred of centredGradients(() => anew(start), constant, learningRate, fill))
      if ((yield* asked(start, centred))?.where?.uphill !== true) return undefined;
  if (astray.where?.passed === true) {
    // At a rate of 1 a step of the wrong sign looks like the gradient itself.
    const slower = yield* wrongDirection(anew(start), constant, learningRate / 2, { precision, fill, isRandom });
    if (slower?.where?.passed !== true) return { ...astray, where: { uphill, tensor } };
  }
  if (unmoved !== true) return astray;
  // Where signs are centred, equal ones cancel; and a rule that keeps norms has nowhere to go with a tensor of one entry.
  // What is left out at random is, sooner or later, not; and what a bound on the loss stops moves beside the opposite gradients.
  const length = fill + (isRandom ? 16 : 1) * movingSteps;
  const varied = Array.from({ length }, (_, i) => gradients(shapes, precision, source, i + 1, size));
  const opposite = varied.map(() => scaled(constant, -1));
  // A loss scaler leaves out steps that overflow, and halves its scale until none does (Micikevicius et al. 2018).
  const moves = (each: readonly (readonly Tensor[])[]): boolean =>
    movesEntry(anew(start), each, learningRate, tensor as number, entry as number);
  const small = Array.from({ length: fill + movingSteps }, () => scaled(constant, 2 ** -20));
  if (all === true && moves(small) && moves(Array.from({ length: fill + patience }, () => constant))) return undefined;
  if ([varied, opposite].some(moves)) return undefined;
  if (!shapes[tensor as number].every((extent) => extent === 1)) return astray;
  if (shapes.length === 1 && areCentredTogether(anew(vectors(precision, source)), learningRate)) return undefined;
  return isTangent(anew(vectors(precision, source)), learningRate) ? undefined : astray;
}

/** A first step that goes uphill, or an entry that no step moves. */
function* wrongDirection(
  run: OptimizerRun,
  gradient: readonly Tensor[],
  learningRate: number,
  { precision, fill, isRandom }: { readonly precision: Precision; readonly fill: number; readonly isRandom: boolean },
): Generator<void, Measurement | undefined> {
  const start = run.parameters.map(({ data }) => data.slice());
  // Noise may lead anywhere, and the same noise comes beside the opposite gradient.
  const other = isRandom ? scaled(gradient, -1) : gradient.map(({ shape }) => zeros(shape, precision));
  for (let step = 1; step <= fill + movingSteps; step++) {
    // What moves without a gradient is another law's matter.
    const twin = step === fill + 1 ? run.fork() : undefined;
    const before = twin?.reading();
    run.step(gradient, learningRate, 0);
    twin?.step(other, learningRate, 0);
    if (twin === undefined) continue;
    yield;
    const uphill = climbs(run.parameters, twin.parameters, gradient, before!(), precision);
    if (uphill !== undefined) return uphill;
  }
  yield;
  // In float32 a step may be below the rounding of a weight.
  if (precision === 'float32') return undefined;
  for (const [tensor, { data }] of run.parameters.entries()) {
    const entry = data.findIndex((w: number, j: number) => w === start[tensor][j]);
    const all = run.parameters.every(({ data: each }, i) => each.every((w: number, j: number) => w === start[i][j]));
    if (entry >= 0)
      return { effect: 1, tolerance: 0, steps: fill + movingSteps, where: { unmoved: true, tensor, entry, ...(all && { all }) } };
  }
  return undefined;
}

/** Whether an entry moves under gradients that differ from step to step. */
function movesEntry(
  run: OptimizerRun,
  varied: readonly (readonly Tensor[])[],
  learningRate: number,
  tensor: number,
  entry: number,
): boolean {
  const start = run.parameters[tensor].data[entry];
  for (const g of varied) run.step(g, learningRate, 0);
  return run.parameters[tensor].data[entry] !== start;
}

const vectors = (precision: Precision, source: Stream): Tensor[] => normalTensors([[4], [6]], precision, source.seek(2, 0));

/** Whether every tensor is kept at the norm that it has, or moves across itself though its gradients go along it most: of one entry nothing is left. */
function isTangent(run: OptimizerRun, learningRate: number): boolean {
  const before = run.parameters.map(norm);
  const source = stream('first-step', 'norms');
  let isAcross = true;
  for (let step = 1; step <= 2; step++) {
    const from = scaled(run.parameters, 1);
    run.step(plus(normalTensors([[4], [6]], 'float64', source.seek(1, step)), 1, from), learningRate, 0);
    const moves = plus(run.parameters, -1, from);
    isAcross &&= moves.every((move, i) => norm(move) > 0 && Math.abs(cosine(move, from[i])) < across);
  }
  return isAcross || run.parameters.every((tensor, i) => Math.abs(norm(tensor) - before[i]) <= 1e-9 * before[i]);
}

/** Whether what moves a tensor of one entry is the rounding of a step across itself, of which nothing is left there. */
function isRoundedAway(
  anew: (from: readonly Tensor[]) => OptimizerRun,
  start: readonly Tensor[],
  gradient: readonly Tensor[],
  { learningRate, fill, tensor }: { readonly learningRate: number; readonly fill: number; readonly tensor: number },
): boolean {
  if (!start[tensor].shape.every((extent) => extent === 1)) return false;
  const precision = start[tensor].data instanceof Float64Array ? 'float64' : 'float32';
  const run = anew(start);
  for (let step = 1; step <= fill; step++) run.step(gradient, learningRate, 0);
  const from = scaled(run.parameters, 1)[tensor];
  run.step(gradient, learningRate, 0);
  const least = 8 * machineEpsilon(precision) * (norm(from) + learningRate * norm(gradient[tensor]));
  return (
    distance(run.parameters[tensor], from) <= least && isTangent(anew(vectors(precision, stream('first-step'))), learningRate)
  );
}

/**
 * Whether entries of all tensors move by numbers that add up to zero, as where their mean is taken away: one that is alone stays. Who takes away the mean of
 * each tensor leaves those of one entry out.
 */
function areCentredTogether(run: OptimizerRun, learningRate: number): boolean {
  const source = stream('first-step', 'sums');
  const from = scaled(run.parameters, 1);
  for (let step = 1; step <= 2; step++) run.step(normalTensors([[4], [6]], 'float64', source.seek(1, step)), learningRate, 0);
  const moves = plus(run.parameters, -1, from).map(({ data }) => Array.from(data));
  const isZero = (all: readonly number[]): boolean => {
    const length = all.reduce((sum, x) => sum + Math.abs(x), 0);
    return length > 0 && Math.abs(all.reduce((sum, x) => sum + x, 0)) <= 1e-9 * length;
  };
  return isZero(moves.flat()) && !moves.some(isZero);
}

/** What rounding to eight bits and a search for the tangent leave. */
const across = 2 ** -4;

function cosine(a: Tensor, b: Tensor): number {
  const product = (a.data as Float64Array).reduce((sum: number, x: number, j: number) => sum + x * b.data[j], 0);
  return product / (norm(a) * norm(b));
}

/** Whether a step goes up the gradient in sum over all tensors, or steeply in one of them, beside the one that it is compared with. */
function climbs(
  parameters: readonly Tensor[],
  beside: readonly Tensor[],
  gradient: readonly Tensor[],
  before: readonly Tensor[],
  precision: Precision,
): Measurement | undefined {
  const moves = plus(parameters, -1, beside);
  const along = moves.map(({ data }, i) =>
    (data as Float64Array).reduce((sum: number, x: number, j: number) => sum + x * gradient[i].data[j], 0),
  );
  const lengths = moves.map((move, i) => norm(move) * norm(gradient[i]));
  // What is stored of a long step is rounded as it is.
  const sizes = before.map((tensor, i) => Math.max(norm(tensor), norm(parameters[i])) * norm(gradient[i]));
  const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);
  const rounding = (size: number, length: number): number => (64 * machineEpsilon(precision) * size) / (length || 1);
  const steep = along.map((sum, tensor) => sum / (lengths[tensor] || 1));
  const climbing = steep.flatMap((slope, tensor) => (slope > 0.2 + rounding(sizes[tensor], lengths[tensor]) ? [tensor] : []));
  if (climbing.length > 0 && climbing.length < moves.length) {
    const [tensor] = climbing;
    // What a mask leaves out is handed on as it came.
    const passed = distance(moves[tensor], gradient[tensor]) <= 1e-6 * norm(gradient[tensor]);
    return { effect: steep[tensor], tolerance: 0.2, steps: 1, where: { uphill: true, tensor, ...(passed && { passed }) } };
  }
  const effect = total(along) / (total(lengths) || 1);
  const tolerance = 1e-9 + rounding(total(sizes), total(lengths));
  if (effect > tolerance) return { effect, tolerance, steps: 1, where: { uphill: true } };
  return undefined;
}

/** The same gradients, with one entry above all others. */
function withLeading(gradients: readonly Tensor[], tensor: number, entry: number): Tensor[] {
  const leading = scaled(gradients, 1);
  leading[tensor].data[entry] *= 2 ** 8;
  return leading;
}

/** So often a scale is halved that was far too large. */
const patience = 32;

/** Long enough that rules which are slow to start move everything. */
export const movingSteps = 8;

/** Gradients far from zero, so that no epsilon shows. */
export function gradients(
  shapes: readonly (readonly number[])[],
  precision: Precision,
  source: Stream,
  step: number,
  size: number,
): Tensor[] {
  const g = normalTensors(shapes, precision, source.seek(1, step));
  for (const { data } of g)
    for (let j = 0; j < data.length; j++) data[j] = powerOfTwo(size) * (data[j] + Math.sign(data[j] || 1));
  // An entry that rests now and then: moments go on without it.
  if (step > 0 && step % 3 === 0) for (const { data } of g) data[0] = 0;
  return g;
}
