import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { positions } from './positions.ts';
import { distance, norm, normalTensors, plus, scaled } from './probe-problem.ts';
import type { Rest } from './rest.ts';

/** How far steps may be apart that are alike but for an epsilon. */
const alike = 1e-3;

/** Sizes of gradients along one direction: a mean of them keeps that, and of an adaptive rule only the first step has the usual length. */
const falling = [1, 2 ** -6, 2 ** -6, 2 ** -6, 2 ** -6, 2 ** -6];

/**
 * Whether weights and a step of a length that neither gradients nor weights change are mixed in the shares 1 − η and η, as in conditional gradients (Frank
 * & Wolfe 1956; Pethick et al. 2025, Scion): then weights shrink by 1 − η although nothing decays them. Beside a step that follows the size of
 * gradients, such a factor is a decay that was forgotten there; so it is beside that of Adam, of which the first step alone has one length.
 *
 * @param rounding largest relative error that is rounding
 */
export function isConvexStep(optimizer: Optimizer, rest: Rest, rounding: number): boolean {
  const { start, learningRate } = rest;
  const shrinks = [learningRate, learningRate / 2].every((rate) =>
    stepBeside(optimizer, { ...rest, learningRate: rate }, [0], 1).every((left, i) => norm(left) <= rounding * norm(start[i])),
  );
  if (!shrinks) return false;
  // With an option that is off, there may be no step at all.
  const asGiven = { start, learningRate };
  const usual = stepBeside(optimizer, asGiven, [1], 1);
  const others = [
    { sizes: [4], weights: 1 },
    { sizes: [1], weights: 2 },
    { sizes: falling, weights: 1 },
  ];
  return others.every(({ sizes, weights }) =>
    stepBeside(optimizer, asGiven, sizes, weights).every(
      (tensor, i) => norm(tensor) > 0 && distance(tensor, usual[i]) <= alike * norm(tensor),
    ),
  );
}

/** What the last step on gradients of some sizes adds to weights that are multiplied by 1 − η. */
function stepBeside(
  optimizer: Optimizer,
  { start, learningRate, hyperparameters }: Rest,
  sizes: readonly number[],
  weights: number,
): Tensor[] {
  const run = new OptimizerRun(optimizer, scaled(start, weights), hyperparameters);
  const precision = start[0].data instanceof Float64Array ? 'float64' : 'float32';
  const shapes = start.map(({ shape }) => shape);
  const source = stream('inference', 'convex-step');
  const gradients = sizes.map((size) => normalTensors(shapes, precision, source.seek(0, 0), size));
  const [before, after] = positions(run, gradients, learningRate).slice(-2);
  return plus(after, learningRate - 1, before);
}
