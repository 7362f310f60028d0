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
 * other powers. A factor that is no option leaks from tensor to tensor by mistake, and so does an option that does something else where
 * there is one tensor only: momentum, or another coefficient.
 */
export function ratesByPlace(optimizer: Optimizer): string | undefined {
  const { hyperparameters = {} } = optimizer;
  const last = places[places.length - 1];
  const together = trajectory(optimizer, places, rate);
  if ([places[0], last].every((i) => distance(trajectory(optimizer, [i], rate)[0], together[i]) === 0)) return undefined;
  return Object.entries(hyperparameters).find(([name, value]) => {
    if (!(value > 0 && value < 1)) return false;
    try {
      const halved = { ...optimizer, hyperparameters: { ...hyperparameters, [name]: value / 2 } };
      return scalesRateOnly(optimizer, halved) && followsPowers(optimizer, value) && followsPowers(halved, value / 2);
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  })?.[0];
}

const places = Array.from(probeShapes.keys());

/** Whether half the value of an option does nothing to a tensor that is alone, or what half the learning rate does. */
function scalesRateOnly(optimizer: Optimizer, halved: Optimizer): boolean {
  const alone = trajectory(optimizer, [0], rate)[0];
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  return [1, 2].some((factor) => distance(trajectory(halved, [0], factor * rate)[0], alone) <= rounding * norm(alone));
}

/** Whether tensors among others move as alone at η βᵏ, with k falling or rising by one from each to the next. */
function followsPowers(optimizer: Optimizer, beta: number): boolean {
  const together = trajectory(optimizer, places, rate);
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  return [(i: number) => places.length - 1 - i, (i: number) => i].some((power) =>
    places.every(
      (i) =>
        distance(trajectory(optimizer, [i], rate * integerPower(beta, power(i)))[0], together[i]) <= rounding * norm(together[i]),
    ),
  );
}

/** Where some tensors are after some steps. */
function trajectory(optimizer: Optimizer, tensors: readonly number[], learningRate: number): readonly Tensor[] {
  const source = stream('inference', 'rates-by-place');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const run = new OptimizerRun(
    optimizer,
    tensors.map((i) => start[i]),
  );
  for (let step = 1; step <= steps; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(1, step));
    run.step(
      tensors.map((i) => g[i]),
      learningRate,
      0.1,
    );
  }
  return run.parameters;
}
