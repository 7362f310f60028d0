import { contentId } from '../records/content-id.ts';
import { metricReference, type MetricReference } from '../metrics/reference.ts';
import { arithmeticVersion } from './arithmetic-version.ts';
import { describeObjective, type ObjectiveDescription } from './describe-objective.ts';
import { describeOptimizer, type OptimizerDescription } from './describe-optimizer.ts';
import type { Engine, Experiment } from './experiment.ts';
import type { Start } from './start.ts';

/**
 * An experiment as plain data: the same in every process, and all that its record is a function of.
 *
 * Whatever is at its default is left out, so that a field which is added later changes the description of nothing that does not use it.
 */
export interface ExperimentDescription extends Omit<Experiment, 'objective' | 'optimizer' | 'metrics' | 'starts'> {
  readonly objective: ObjectiveDescription;
  readonly optimizer: OptimizerDescription;
  readonly metrics: readonly MetricReference[];
  /** Where its replicas start, before `initScale`: a recipe, or tensors. Default: the standard initialisation. */
  readonly start?: Start;
  /** What computes it. */
  readonly arithmetic: { readonly engine: string; readonly version: number };
}

/**
 * Describes an experiment.
 *
 * @param engine what is to run it: two engines may differ in the last bit
 * @param start the recipe of `experiment.starts`, where there is one
 * @returns the description, or a sentence that says what of the experiment nobody could name
 *
 * @example
 * ```ts
 * const described = describeExperiment(fastestEngine, {
 *   objective: objective('isotropic-noise'), optimizer: sgd, learningRate: 1, weightDecay: 0.01, initScale: 3, precision: 'float64',
 *   seed: 1, streams: { initialisation: 'initialisation', data: 'data' }, replicas: { first: 0, count: 4 }, steps: 100,
 *   metrics: [squaredAngularUpdate], windows: [{ from: 51, to: 100 }],
 * }) as ExperimentDescription;
 * expect(described).toMatchObject({ objective: { family: 'isotropic-noise' }, optimizer: { builtIn: 'sgd' } });
 * expect(experimentId(described)).toMatch(/^[0-9a-f]{32}$/);
 * ```
 */
export function describeExperiment(engine: Engine, experiment: Experiment, start?: Start): ExperimentDescription | string {
  const { objective, optimizer, metrics, starts, every = 1, traceAt = [], snapshotAt, hyperparameters, ...plain } = experiment;
  const arithmetic = engine.arithmetic?.(experiment);
  if (arithmetic === undefined) return `the engine ${engine.name} does not say in which arithmetic it computes`;
  const describedObjective = describeObjective(objective);
  if (describedObjective === undefined)
    return `the objective ${objective.name} is neither built in nor named (nameObjective gives it a name)`;
  const describedOptimizer = describeOptimizer(optimizer);
  if (describedOptimizer === undefined)
    return `the optimizer ${optimizer.name} is neither built in nor named (nameOptimizer gives it a name)`;
  const references = metrics.map(metricReference);
  const unknown = references.indexOf(undefined);
  if (unknown >= 0) return `the metric ${metrics[unknown].name} is not built in`;
  const given: Start | undefined = starts && { kind: 'given', tensors: starts };
  return {
    ...plain,
    objective: describedObjective,
    optimizer: describedOptimizer,
    ...(Object.keys(hyperparameters ?? {}).length > 0 && { hyperparameters }),
    metrics: references as MetricReference[],
    ...(every !== 1 && { every }),
    ...(traceAt.length > 0 && { traceAt }),
    ...(snapshotAt !== undefined && { snapshotAt }),
    ...((start ?? given) && { start: start ?? given }),
    arithmetic: { engine: arithmetic, version: arithmeticVersion },
  };
}

/** The id of an experiment: that of all that its record is a function of. */
export function experimentId(description: ExperimentDescription): string {
  return contentId('experiment', description);
}
