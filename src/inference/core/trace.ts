import { zeros, type Tensor } from '../../arithmetic/tensor.ts';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { along } from '../../dynamics/side-by-side.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import { measuringPrecision, tolerance } from '../measuring-precision.ts';
import { normalTensors, probeShapes } from '../probe-problem.ts';
import { mover } from './mover.ts';
import type { Parts } from './rule.ts';

/** What a few entries did under drawn gradients and a schedule of η, at λ = 0. */
export interface Trace {
  readonly learningRates: readonly number[];
  readonly entries: readonly TracedEntry[];
  readonly tensors: number;
  /** First steps that only fill the state, and are not compared. */
  readonly fill: number;
  /** Relative error that is rounding. */
  readonly rounding: number;
  /** The largest move over its rate: what is small beside it may come from a difference of large terms. */
  readonly largest: number;
  /** Rounding of the largest weight, which is there however small moves are. */
  readonly grain: number;
}

interface TracedEntry {
  readonly tensor: number;
  readonly position: number;
  readonly gradients: readonly number[];
  readonly moves: readonly number[];
}

const steps = 40;
const rates: readonly number[] = [1, 0.5, 0.75, 0.25, 2, 0.625, 1.5, 1.25, 0.3, 0.9];
/** Steps at which the third entry of each tensor has no gradient. */
const idle: readonly number[] = [5, 6, 17];

/**
 * Follows an optimizer.
 *
 * @param hyperparameters that make every epsilon negligible
 * @param fill first steps that only fill the state
 * @param size of the gradients
 * @param others factor of all gradients but those of the first entry of the first tensor
 * @returns `undefined` where a parameter does not stay finite
 */
export function trace(
  optimizer: Optimizer,
  hyperparameters: Readonly<Record<string, number>>,
  fill: number,
  { size = 1, others = 1 }: { readonly size?: number; readonly others?: number } = {},
): Trace | undefined {
  const source = stream('inference', 'trace');
  const precision = measuringPrecision(optimizer);
  // Weights that are small beside the steps: no rounding of a sum shows in the moves.
  const start = probeShapes.map((shape) => zeros(shape, precision));
  for (const { data } of start) for (let j = 0; j < data.length; j++) data[j] = 2 ** -6 * (1 + j / 16);
  const learningRates = Array.from({ length: steps + fill }, (_, i) => powerOfTwo(-7) * rates[i % rates.length]);
  const gradients = learningRates.map((_, i): Tensor[] => {
    const g = normalTensors(probeShapes, precision, source.seek(1, i), size);
    if (idle.includes(i + 1)) for (const { data } of g) data[2] = 0;
    for (const [tensor, { data }] of g.entries()) for (let j = tensor === 0 ? 1 : 0; j < data.length; j++) data[j] *= others;
    return g;
  });
  const run = new OptimizerRun(optimizer, start, hyperparameters);
  const positions = start.flatMap((_, tensor) => [0, 1, 2].map((entry) => ({ tensor, entry })));
  const moves = positions.map((): number[] => []);
  let before = positions.map(({ tensor, entry }) => start[tensor].data[entry]);
  let highest = 0;
  const known = learningRates.map((learningRate, i) => ({ gradients: gradients[i], learningRate, weightDecay: 0 }));
  for (const place of along(run, known)) {
    const now = positions.map(({ tensor, entry }) => place[tensor].data[entry]);
    if (!now.every(Number.isFinite)) return undefined;
    highest = Math.max(highest, ...now.map(Math.abs));
    now.forEach((w, j) => moves[j].push(w - before[j]));
    before = now;
  }
  const entries = positions.map(({ tensor, entry }, j) => ({
    tensor,
    position: entry,
    gradients: gradients.map((g) => g[tensor].data[entry]),
    moves: moves[j],
  }));
  const largest = Math.max(...entries.flatMap((entry) => entry.moves.map((move, i) => Math.abs(move) / learningRates[i])));
  // Steps that are lost in the weights would pass for those of any rule.
  if (largest < 2 ** -20) return undefined;
  const grain = 2 * highest * (precision === 'float64' ? 2 ** -52 : 2 ** -23);
  return { learningRates, entries, tensors: start.length, fill, rounding: tolerance(optimizer, 1e-8, 2e-3), largest, grain };
}

/**
 * Whether the first entry moves otherwise where the other gradients are half as large: no element-wise rule does that. Half, so that
 * nothing is reached, such as a norm at which gradients are clipped, that was not reached in the trace itself.
 */
export function mixesEntries(
  optimizer: Optimizer,
  hyperparameters: Readonly<Record<string, number>>,
  { entries: [{ moves }], learningRates, fill, rounding, largest }: Trace,
): boolean {
  const other = trace(optimizer, hyperparameters, fill, { others: 0.5 });
  return moves.some((move, i) => {
    const gap = Math.abs(move - (other?.entries[0].moves[i] ?? move));
    return i >= fill && gap > 4 * rounding * (Math.abs(move) + 0.01 * largest * learningRates[i]);
  });
}

/** Whether a rule makes the moves of a trace, to rounding. */
export function reproduces(parts: Parts, followed: Trace): boolean {
  // Entry by entry: most rules fail at the first step of the first.
  return followed.entries.every((entry) => stepsMade(parts, followed, entry) === followed.learningRates.length);
}

/** After how many steps a rule moves the first entry of a trace otherwise. */
export function stepsReproduced(parts: Parts, followed: Trace): number {
  return stepsMade(parts, followed, followed.entries[0]);
}

function stepsMade(
  parts: Parts,
  { learningRates, tensors, fill, rounding, largest, grain }: Trace,
  { tensor, position, gradients, moves }: TracedEntry,
): number {
  const rule = mover(parts);
  const place = { tensor, tensors, position, shape: probeShapes[tensor] };
  // Of most rules the first step only: nothing is made for the others.
  for (let i = 0; i < learningRates.length; i++) {
    const learningRate = learningRates[i];
    const move = rule({ step: i + 1, gradient: gradients[i], learningRate, ...place });
    const allowed = rounding * (Math.abs(moves[i]) + 0.01 * largest * learningRate) + grain;
    if (!(i < fill || Math.abs(move - moves[i]) <= allowed)) return i;
  }
  return learningRates.length;
}
