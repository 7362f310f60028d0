import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { referredMetric } from '../metrics/reference.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { ExperimentDescription } from './describe-experiment.ts';
import { rebuildObjective } from './describe-objective.ts';
import { rebuildOptimizer } from './describe-optimizer.ts';
import type { Experiment } from './experiment.ts';
import type { Name } from './name.ts';
import { ofAllReplicas, type Start } from './start.ts';

/** Finds what is not built in by its name. */
export interface Named {
  objective(name: Name): Objective | Promise<Objective>;
  optimizer(name: Name): Optimizer | Promise<Optimizer>;
}

/**
 * The experiment that is described, to be run by `runExperiment`: in another process, on another machine, or again.
 *
 * @param named finds what is not built in; default: there is nothing else
 * @throws ConfigurationError `UNKNOWN_NAME` where something else is named and nobody knows it
 *
 * @example
 * ```ts
 * const bench = { engine: fastestEngine, objective: objective('isotropic-noise'), optimizer: sgd, seed: 1 };
 * const arm = { learningRate: 1, weightDecay: 0.01, initScale: 3, initialisation: 'start', windows: [{ from: 17, to: 32 }] };
 * const described = describeArm(bench, 'confirm', arm, [loss], { first: 0, count: 2 }) as ExperimentDescription;
 * const { experiment, start } = await rebuildExperiment(JSON.parse(JSON.stringify(described)));
 * expect(describeExperiment(fastestEngine, experiment, start)).toEqual(described);
 * ```
 */
export async function rebuildExperiment(
  description: ExperimentDescription,
  named: Named = { objective: unknown, optimizer: unknown },
): Promise<{ readonly experiment: Experiment; readonly start?: Start }> {
  const { objective, optimizer, metrics, start, arithmetic: _, ...plain } = description;
  const trained = await rebuildObjective(objective, (name) => named.objective(name));
  const experiment: Experiment = {
    ...plain,
    objective: trained,
    optimizer: await rebuildOptimizer(optimizer, (name) => named.optimizer(name)),
    metrics: metrics.map((metric) => referredMetric(metric, trained)),
  };
  return { experiment, ...(start !== undefined && { start: ofAllReplicas(start, plain.replicas) }) };
}

function unknown({ reference }: Name): never {
  throw new ConfigurationError(
    'UNKNOWN_NAME',
    `the experiment names ${reference}, which is not built in`,
    'pass a function that finds it, as the second argument',
  );
}
