import { log } from '../../arithmetic/elementary.ts';
import { zeros } from '../../arithmetic/tensor.ts';
import type { Engine } from '../../experiments/experiment.ts';
import { precisionOf } from '../../experiments/run-arms.ts';
import type { Objective } from '../../objectives/objective.ts';
import { sgd } from '../../optimizers/sgd.ts';
import { stream } from '../../random/stream.ts';
import { mean } from '../../statistics/descriptive.ts';

/** Independent runs, snapshots of each, a time 1/κ apart, and random starts that they are compared with. */
const [REPLICAS, SNAPSHOTS, STARTS] = [4, 4, 16];
/** Steps before the first, in units of 1/κ. */
const SETTLED = 8;
/** The metric that is read. */
const LOSS = 'trainLoss';

const measured = new WeakMap<Objective, Map<number, Promise<number>>>();

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
  const known = measured.get(objective) ?? new Map<number, Promise<number>>();
  measured.set(objective, known);
  const range = known.get(rate) ?? measure(objective, engine, rate);
  known.set(rate, range);
  return range;
}

async function measure(objective: Objective, engine: Engine, rate: number): Promise<number> {
  const index = objective.metrics.indexOf(LOSS);
  if (index < 0) return Infinity;
  const snapshotAt = Array.from({ length: SNAPSHOTS }, (_, i) => Math.ceil((SETTLED + i) / rate));
  const precision = precisionOf({ objective, optimizer: sgd });
  const { snapshots } = await engine.run({
    objective,
    optimizer: sgd,
    learningRate: 1,
    weightDecay: rate,
    initScale: 1,
    precision,
    seed: 'loss range',
    streams: { initialisation: 'initialisation', data: 'data' },
    replicas: { first: 0, count: REPLICAS },
    steps: snapshotAt[SNAPSHOTS - 1],
    metrics: [],
    windows: [],
    snapshotAt,
  });
  const instance = engine.evaluator?.(objective, precision) ?? objective.instantiate(precision);
  const source = stream('loss range', 'starts');
  const starts = Array.from({ length: STARTS }, (_, start) => {
    const parameters = objective.parameters.map(({ shape }) => zeros(shape, precision));
    objective.instantiate(precision).initialise(parameters, source.seek(start, 0));
    return parameters;
  });
  const [before, after] = [starts, snapshots!.flat()].map((points) =>
    mean(points.map((parameters) => instance.evaluate(parameters, LOSS)[index])),
  );
  return before > 0 && after > 0 ? log(before / after) : Infinity;
}
