import { threadId } from 'node:worker_threads';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { describeObjective } from './describe-objective.ts';
import { describeOptimizer } from './describe-optimizer.ts';
import type { Engine } from './experiment.ts';
import { nameObjective, nameOptimizer } from './name.ts';
import type { RecordSource } from './record-store.ts';
import { runExperiment } from './run-experiment.ts';

/**
 * The same engine, which runs nothing whose record is in a store.
 *
 * Optimizers and objectives that nobody has named get a name that stands for this very object in this very process, so that their records
 * are kept in memory and in no file.
 *
 * @example
 * ```ts
 * const engine = keepRecords(fastestEngine, recordStore());
 * const experiment = {
 *   objective: objective('isotropic-noise'), optimizer: { ...sgd, update: (step) => sgd.update(step) }, learningRate: 1, weightDecay: 0.01,
 *   initScale: 3, precision: 'float64', seed: 1, streams: { initialisation: 'initialisation', data: 'data' },
 *   replicas: { first: 0, count: 4 }, steps: 100, metrics: [squaredAngularUpdate], windows: [{ from: 51, to: 100 }],
 * } as const;
 * expect(await engine.run({ ...experiment })).toBe(await engine.run({ ...experiment }));
 * ```
 */
export function keepRecords(engine: Engine, store: RecordSource): Engine {
  return {
    ...engine,
    run(experiment) {
      nameIfNeeded(experiment.objective, experiment.optimizer);
      return runExperiment({ engine, store }, experiment);
    },
  };
}

let named = 0;

/** A name that nothing else has, in whichever thread: stores may be shared between them. */
const unnamed = (name: string): string => `${name}, the ${++named}th unnamed of thread ${threadId}`;

function nameIfNeeded(objective: Objective, optimizer: Optimizer): void {
  if (describeObjective(objective) === undefined) nameObjective(objective, { reference: unnamed(objective.name) });
  if (describeOptimizer(optimizer) === undefined) nameOptimizer(optimizer, { reference: unnamed(optimizer.name) });
}
