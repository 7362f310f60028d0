import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, norm, normalTensors, probeShapes } from './probe-problem.ts';

const rate = 2 ** -9;

/**
 * Whether an option shrinks weights at λ = 0, without any gradient, and does nothing beside a λ: a penalty that λ takes the place of, or one that a branch
 * forgets.
 *
 * @param fill first steps that only fill the state
 */
export function isReplacedPenalty(optimizer: Optimizer, name: string, fill: number): boolean {
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, stream('inference', 'replaced-penalty').seek(0, 0));
  const nothing = probeShapes.map((shape) => zeros(shape, precision));
  const end = (value: number, weightDecay: number): readonly Tensor[] => {
    const run = new OptimizerRun(optimizer, start, { [name]: value });
    for (let step = 0; step <= fill; step++) run.step(nothing, rate, weightDecay);
    return run.parameters;
  };
  const value = optimizer.hyperparameters![name];
  const isShorter = (a: readonly Tensor[], b: readonly Tensor[]): boolean => a.every((tensor, i) => norm(tensor) < norm(b[i]));
  return (value === 0 ? [2 ** -4, 1] : [value / 2, 2 * value]).some((other) => {
    try {
      const [weak, strong] = [value, other].sort((a, b) => a - b).map((each) => end(each, 0));
      return isShorter(strong, weak) && identical(end(value, 1), end(other, 1));
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}
