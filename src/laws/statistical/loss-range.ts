import { log } from '../../arithmetic/elementary.ts';
import { zeros, type Tensor } from '../../arithmetic/tensor.ts';
import type { Engine } from '../../experiments/experiment.ts';
import { precisionOf } from '../../experiments/run-arms.ts';
import type { Objective } from '../../objectives/objective.ts';
import { sgd } from '../../optimizers/sgd.ts';
import { stream } from '../../random/stream.ts';
import { mean } from '../../statistics/descriptive.ts';
import { readSettled } from './settled-sgd.ts';

const SEED = 'loss range';
/** Random starts that equilibrium is compared with. */
const STARTS = 16;
/** The metric that is read. */
const LOSS = 'trainLoss';

/**
 * How far plain SGD brings the loss on all data down from that of random weights, where it has settled at a rate of decay:
 *
 *     ln( E L at standard initialisations / E L at equilibrium )
 *
 * At infinite temperature all directions are alike, so that no faster decay changes a loss by more than this. It is near 0 where noise
 * dominates so far that training decides nothing.
 *
 * @param rate κ: share of the weights that decays in a step
 * @returns a log ratio; Infinity for an objective that declares no `trainLoss`, or one that is not positive, of which this cannot be said
 */
export function lossRange(objective: Objective, engine: Engine, rate: number): Promise<number> {
  const index = objective.metrics.indexOf(LOSS);
  if (index < 0) return Promise.resolve(Infinity);
  return readSettled({ objective, engine, rate, seed: SEED }, (points) => rangeTo(points, objective, engine, index));
}

function rangeTo(points: readonly (readonly Tensor[])[], objective: Objective, engine: Engine, index: number): number {
  const precision = precisionOf({ objective, optimizer: sgd });
  const instance = engine.evaluator?.(objective, precision) ?? objective.instantiate(precision);
  const source = stream(SEED, 'starts');
  const starts = Array.from({ length: STARTS }, (_, start) => {
    const parameters = objective.parameters.map(({ shape }) => zeros(shape, precision));
    objective.instantiate(precision).initialise(parameters, source.seek(start, 0));
    return parameters;
  });
  const [before, after] = [starts, points].map((where) =>
    mean(where.map((parameters) => instance.evaluate(parameters, LOSS)[index])),
  );
  return before > 0 && after > 0 ? log(before / after) : Infinity;
}
