import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { distance, norm, normalTensors, plus, scaled } from './probe-problem.ts';
import type { Rest } from './rest.ts';

/** How far steps may be apart that are alike but for an epsilon. */
const alike = 1e-3;

/**
 * Whether weights and a step of a length that neither gradients nor weights change are mixed in the shares 1 − η and η, as in conditional gradients (Frank
 * & Wolfe 1956; Pethick et al. 2025, Scion): then weights shrink by 1 − η although nothing decays them. Beside a step that follows the size of
 * gradients, such a factor is a decay that was forgotten there.
 *
 * @param rounding largest relative error that is rounding
 */
export function isConvexStep(optimizer: Optimizer, rest: Rest, rounding: number): boolean {
  const { start, learningRate } = rest;
  const shrinks = [learningRate, learningRate / 2].every((rate) =>
    stepBeside(optimizer, { ...rest, learningRate: rate }, 0, 1).every((left, i) => norm(left) <= rounding * norm(start[i])),
  );
  if (!shrinks) return false;
  // With an option that is off, there may be no step at all.
  const asGiven = { start, learningRate };
  const usual = stepBeside(optimizer, asGiven, 1, 1);
  return [stepBeside(optimizer, asGiven, 4, 1), stepBeside(optimizer, asGiven, 1, 2)].every((step) =>
    step.every((tensor, i) => norm(tensor) > 0 && distance(tensor, usual[i]) <= alike * norm(tensor)),
  );
}

/** What a first step adds to weights of a size that are multiplied by 1 − η. */
function stepBeside(
  optimizer: Optimizer,
  { start, learningRate, hyperparameters }: Rest,
  size: number,
  weights: number,
): Tensor[] {
  const from = scaled(start, weights);
  const run = new OptimizerRun(optimizer, from, hyperparameters);
  const precision = start[0].data instanceof Float64Array ? 'float64' : 'float32';
  const shapes = start.map(({ shape }) => shape);
  run.step(normalTensors(shapes, precision, stream('inference', 'convex-step').seek(0, 0), size), learningRate, 0);
  return plus(run.parameters, learningRate - 1, from);
}
