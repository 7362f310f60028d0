import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { integerPower } from './integer-power.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

const [rate, steps] = [1 / 64, 8];

/**
 * Name of an option by whose powers the rates of tensors differ, tensor after tensor in the list: layer-wise rates (Clark et al. 2020, ELECTRA).
 * Each tensor alone, at the learning rate times its power, makes the steps that it makes among others; another value of the option gives
 * other powers. A factor that is no option leaks from tensor to tensor by mistake.
 */
export function ratesByPlace({ hyperparameters = {}, ...optimizer }: Optimizer): string | undefined {
  return Object.entries(hyperparameters).find(([name, value]) => {
    if (!(value > 0 && value < 1)) return false;
    try {
      return [value, value / 2].every((given) =>
        followsPowers({ ...optimizer, hyperparameters: { ...hyperparameters, [name]: given } }, given),
      );
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  })?.[0];
}

/** Whether tensors among others move as alone at η βᵏ, with k falling or rising by one from each to the next. */
function followsPowers(optimizer: Optimizer, beta: number): boolean {
  const source = stream('inference', 'rates-by-place');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const gradients = Array.from({ length: steps }, (_, i) => normalTensors(probeShapes, precision, source.seek(1, i + 1)));
  const run = (tensors: readonly number[], learningRate: number): readonly Tensor[] => {
    const made = new OptimizerRun(
      optimizer,
      tensors.map((i) => start[i]),
    );
    for (const g of gradients)
      made.step(
        tensors.map((i) => g[i]),
        learningRate,
        0.1,
      );
    return made.parameters;
  };
  const places = Array.from(probeShapes.keys());
  const together = run(places, rate);
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  return [(i: number) => places.length - 1 - i, (i: number) => i].some((power) =>
    places.every((i) => distance(run([i], rate * integerPower(beta, power(i)))[0], together[i]) <= rounding * norm(together[i])),
  );
}
