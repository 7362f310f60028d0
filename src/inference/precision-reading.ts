import { zeros, type Precision, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

const steps = 3;

/** Far above what float32 rounds in three steps of a rule, and below what any other rule would do. */
const otherRule = 0.05;

/**
 * Compares the first steps in float64 with those in float32, from the same numbers: the two may differ by rounding and no more.
 *
 * @returns what differs, and whether it is the decay alone; `undefined` where the optimizer has one precision
 */
export function comparePrecisions(optimizer: Optimizer): Diagnosis | undefined {
  const { precision, contract } = optimizer;
  if (precision !== undefined || (contract?.precisions ?? ['float64', 'float32']).length < 2) return undefined;
  if (differ(optimizer, 0)) {
    const sentence =
      'weights in float32 are moved otherwise than the same weights in float64: each number format has a rule of its own';
    return { cause: 'rule-differs-by-precision', sentence };
  }
  if (differ(optimizer, 16)) {
    const sentence =
      'weights in float32 decay otherwise than the same weights in float64: each number format has a decay of its own';
    return { cause: 'decay-differs-by-precision', sentence };
  }
  return undefined;
}

/**
 * The one factor by which the first step in float32 is longer than that in float64, where there is one and it is not 1: no rounding
 * makes all entries of all tensors so, whatever the rule does with it.
 */
export function precisionFactor(optimizer: Optimizer): number | undefined {
  const moves = inBoth(optimizer, 0) ?? [];
  const first = moves.find(({ wide }) => norm(wide) > 0)?.step;
  const among = moves.filter(({ step }) => step === first);
  const [along, square] = among.reduce(
    ([product, own], { wide, narrow }) => [product + inner(wide, narrow), own + inner(wide, wide)],
    [0, 0],
  );
  const factor = along / square;
  if (!(Math.abs(factor - 1) > otherRule)) return undefined;
  const isFactor = ({ wide, narrow, rounding }: Move): boolean =>
    4 * rounding * Math.sqrt(wide.data.length) < Math.abs(factor - 1) * norm(wide) &&
    wide.data.every(
      (x: number, j: number) => Math.abs(narrow.data[j] - factor * x) <= sameFactor * Math.abs(factor * x) + rounding,
    );
  return among.every(isFactor) ? factor : undefined;
}

/** Far above what float32 rounds in a step of weights that are small. */
const sameFactor = 1e-3;

function differ(optimizer: Optimizer, weightDecay: number): boolean {
  const moves = inBoth(optimizer, weightDecay) ?? [];
  return moves.some(({ wide, narrow, rounding }) => {
    const gap = distance(wide, narrow);
    // A step that is nearly lost beside its weight differs by what float32 leaves of it.
    return Number.isFinite(gap) && gap > otherRule * norm(wide) + rounding * Math.sqrt(wide.data.length);
  });
}

/** The moves of one tensor in one step. */
interface Move {
  readonly step: number;
  readonly wide: Tensor;
  readonly narrow: Tensor;
  /** What float32 may make of its largest weight. */
  readonly rounding: number;
}

/**
 * What each step of each tensor is in both formats, from weights that float32 holds exactly and that are small beside it; `undefined`:
 * one of the formats is not taken, which is reported where a law asks for that.
 */
function inBoth(optimizer: Optimizer, weightDecay: number): readonly Move[] | undefined {
  try {
    const [wide, narrow] = (['float64', 'float32'] as const).map((precision) => moves(optimizer, precision, weightDecay));
    return wide.map(({ tensor, step, largest }, i) => ({
      step,
      wide: tensor,
      narrow: narrow[i].tensor,
      rounding: 2 ** -22 * largest,
    }));
  } catch {
    return undefined;
  }
}

function moves(
  optimizer: Optimizer,
  precision: Precision,
  weightDecay: number,
): { readonly step: number; readonly tensor: Tensor; readonly largest: number }[] {
  const source = stream('inference', 'precisions');
  const inFormat = (tensors: readonly Tensor[]): Tensor[] =>
    tensors.map(({ data, shape }) => {
      const tensor = zeros(shape, precision);
      tensor.data.set(data);
      return tensor;
    });
  const run = new OptimizerRun(optimizer, inFormat(normalTensors(probeShapes, 'float32', source.seek(0, 0), 1 / 64)));
  return Array.from({ length: steps }, (_, step) => {
    const before = run.parameters.map(({ data }) => Float64Array.from(data));
    run.step(inFormat(normalTensors(probeShapes, 'float32', source.seek(1, step))), 1 / 64, weightDecay);
    return run.parameters.map(({ data, shape }, i) => ({
      step,
      tensor: { data: Float64Array.from(data, (w, j) => w - before[i][j]), shape },
      largest: Math.max(...data.map(Math.abs), ...before[i].map(Math.abs)),
    }));
  }).flat();
}

function inner({ data: a }: Tensor, { data: b }: Tensor): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
