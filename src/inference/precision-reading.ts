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

function differ(optimizer: Optimizer, weightDecay: number): boolean {
  try {
    const [wide, narrow] = (['float64', 'float32'] as const).map((precision) => moves(optimizer, precision, weightDecay));
    return wide.some((move, i) => {
      const gap = distance(move, narrow[i]);
      return Number.isFinite(gap) && gap > otherRule * norm(move);
    });
  } catch {
    // What it throws in a number format that it does not take is reported where a law asks for that.
    return false;
  }
}

/** What each step of each tensor is, from weights that float32 holds exactly and that are small beside it. */
function moves(optimizer: Optimizer, precision: Precision, weightDecay: number): Tensor[] {
  const source = stream('inference', 'precisions');
  const start = normalTensors(probeShapes, 'float32', source.seek(0, 0), 1 / 64).map(({ data, shape }) => {
    const tensor = zeros(shape, precision);
    tensor.data.set(data);
    return tensor;
  });
  const run = new OptimizerRun(optimizer, start);
  return Array.from({ length: steps }, (_, step) => {
    const before = run.parameters.map(({ data }) => Float64Array.from(data));
    const gradients = normalTensors(probeShapes, 'float32', source.seek(1, step)).map(({ data, shape }) => {
      const tensor = zeros(shape, precision);
      tensor.data.set(data);
      return tensor;
    });
    run.step(gradients, 1 / 64, weightDecay);
    return run.parameters.map(({ data, shape }, i): Tensor => ({
      data: Float64Array.from(data, (w, j) => w - before[i][j]),
      shape,
    }));
  }).flat();
}
