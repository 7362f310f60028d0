import type { Tensor } from '../../arithmetic/tensor.ts';
import type { Engine, Experiment } from '../../experiments/experiment.ts';
import { rememberPromise } from '../../experiments/remember-promise.ts';
import { precisionOf } from '../../experiments/run-arms.ts';
import type { Objective } from '../../objectives/objective.ts';
import { sgd } from '../../optimizers/sgd.ts';

/** Independent runs, and snapshots of each, a time 1/κ apart. */
const [REPLICAS, SNAPSHOTS] = [4, 4];
/** Steps before the first, in units of 1/κ. */
const SETTLED = 8;

/** Where plain SGD is run to its equilibrium. */
export interface SettledRun {
  readonly objective: Objective;
  readonly engine: Engine;
  /** κ: share of the weights that decays in a step. */
  readonly rate: number;
  /** Of its streams; what is read may be told apart by it. */
  readonly seed: string;
}

const measured = new WeakMap<Objective, Map<string | Engine, Map<string, Promise<number>>>>();

/**
 * A number read from the weights to which plain SGD settles at a rate of decay; read once, unless that fails.
 *
 * @param read of snapshots of independent runs, a time 1/κ apart; the same function for all readings of one seed
 */
export function readSettled(run: SettledRun, read: (points: readonly (readonly Tensor[])[]) => number): Promise<number> {
  const { objective, engine, rate, seed } = run;
  const experiment = experimentOf(run);
  // Engines that say the same give the same bits.
  const arithmetic = engine.arithmetic?.(experiment) ?? engine;
  const byEngine = measured.get(objective) ?? new Map<string | Engine, Map<string, Promise<number>>>();
  measured.set(objective, byEngine);
  const known = byEngine.get(arithmetic) ?? new Map<string, Promise<number>>();
  byEngine.set(arithmetic, known);
  return rememberPromise(known, `${seed}/${rate}`, async () => read((await engine.run(experiment)).snapshots!.flat()));
}

function experimentOf({ objective, rate, seed }: SettledRun): Experiment {
  const snapshotAt = Array.from({ length: SNAPSHOTS }, (_, i) => Math.ceil((SETTLED + i) / rate));
  return {
    objective,
    optimizer: sgd,
    learningRate: 1,
    weightDecay: rate,
    initScale: 1,
    precision: precisionOf({ objective, optimizer: sgd }),
    seed,
    streams: { initialisation: 'initialisation', data: 'data' },
    replicas: { first: 0, count: REPLICAS },
    steps: snapshotAt[SNAPSHOTS - 1],
    metrics: [],
    windows: [],
    snapshotAt,
  };
}
