import type { Tensor } from '../arithmetic/tensor.ts';
import { distance, identical, norm, normalTensors } from '../inference/probe-problem.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Deviation } from './drive.ts';
import { follow, type DriveProblem } from './problem.ts';

/** Kernels of convolutions, beside matrices with the same entries in the same rows. */
const pairs = [
  { kernel: [4, 3, 2], matrix: [4, 6] },
  { kernel: [4, 3, 2, 1], matrix: [4, 6] },
] as const;

/** A decay so much weaker than that of the problem is added up where it multiplies. */
const weakness = 2 ** -6;

/** How far the decay of a kernel may be from twice that of a matrix. */
const margin = 2 ** -6;

/**
 * A kernel that takes the steps of a matrix with the same entries, and is decayed twice as much: it is in both of two lists of what
 * decays. Who has a rule of its own for kernels takes other steps there.
 */
export function decayedTwice(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const precision = problem.start[0].data instanceof Float64Array ? 'float64' : 'float32';
  const [{ learningRate, weightDecay: usual }] = problem.steps;
  const weightDecay = usual * weakness;
  for (const { kernel, matrix } of pairs) {
    const [start, gradient] = normalTensors([kernel, kernel], precision, stream('drives', 'kernels').seek(0, 0));
    const step = (shape: readonly number[], decay: number): Tensor => {
      const [w, g] = [start, gradient].map(({ data }) => ({ data, shape }));
      const steps = [{ gradients: [g], learningRate, weightDecay: decay }];
      return follow(optimizer, { ...problem, start: [w], steps }).after[0][0];
    };
    const [free, plain] = [step(kernel, 0), step(matrix, 0)];
    if (!identical([{ ...free, shape: matrix }], [plain])) continue;
    const [own, expected] = [distance(step(kernel, weightDecay), free), distance(step(matrix, weightDecay), plain)];
    // Where the decay is lost in rounding, or is no share of the weights, a ratio says nothing.
    if (!(expected > 2 ** -14 * norm(start)) || Math.abs(own / expected - 2) > margin) continue;
    return {
      effect: 1,
      tolerance: margin,
      cause: 'decay-twice',
      diagnosis: `a tensor of rank ${kernel.length} is decayed twice as much as a matrix of the same entries, and steps alike otherwise: it is in two lists of what decays`,
      where: { shape: kernel },
    };
  }
  return undefined;
}
