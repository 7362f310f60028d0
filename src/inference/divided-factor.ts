import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, norm, normalTensors } from './probe-problem.ts';

const alone: readonly number[] = [5];
const whole: readonly number[] = [6];

/** Sizes of gradients, so that a threshold on a norm is passed by some. */
const sizes: readonly number[] = [1, 2 ** 8, 2 ** -8];
const steps = 6;

/** More than sums in another order are apart. */
const agreement = { float64: 1e-9, float32: 1e-3 };

/**
 * Whether a factor that is computed from all tensors depends on how the same weights are divided into tensors: a tensor is trained beside
 * six weights in one piece, and beside the same in two. The norm of all gradients does not care; a sum of the norms of tensors does.
 *
 * @param fill first steps that only fill the state
 */
export function dependsOnDivision(optimizer: Optimizer, fill = 0): boolean {
  return sizes.some((size) => {
    const [together, divided] = [(tensors: readonly Tensor[]) => tensors, cut].map((divide) =>
      follow(optimizer, size, fill, divide),
    );
    return distance(together, divided) > agreement[measuringPrecision(optimizer)] * (norm(together) || 1);
  });
}

/** Where the tensor of its own is led. */
function follow(
  optimizer: Optimizer,
  size: number,
  fill: number,
  divide: (tensors: readonly Tensor[]) => readonly Tensor[],
): Tensor {
  const draw = (series: number, step: number, scale = 1): readonly Tensor[] =>
    divide(
      normalTensors(
        [alone, whole],
        measuringPrecision(optimizer),
        stream('inference', 'divided-factor').seek(series, step),
        scale,
      ),
    );
  const run = new OptimizerRun(optimizer, draw(0, 0));
  for (let step = 1; step <= fill + steps; step++) run.step(draw(1, step, size), 0.05, 0.1);
  return run.parameters[0];
}

/** The second tensor in two pieces. */
function cut([first, { data }]: readonly Tensor[]): Tensor[] {
  const half = data.length / 2;
  return [first, { data: data.slice(0, half), shape: [half] }, { data: data.slice(half), shape: [half] }];
}
