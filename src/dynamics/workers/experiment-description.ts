import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { Metric } from '../../metrics/metric.ts';
import { metricReference, referredMetric, type MetricReference } from '../../metrics/reference.ts';
import { isFamilyMember } from '../../objectives/define-family.ts';
import type { Objective } from '../../objectives/objective.ts';
import { objective } from '../../objectives/reference.ts';
import { optimizers } from '../../optimizers/index.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { Experiment } from '../../experiments/experiment.ts';

/** Where a worker finds what is not built in: the address of a module, which `import()` takes, and the name of an export. */
export interface ModuleExport {
  readonly module: string;
  /** Default: `default`. */
  readonly name?: string;
}

/** Says where a worker finds an objective, optimizer or metric, if anywhere. */
export type Locate = (value: Objective | Optimizer | Metric) => ModuleExport | undefined;

/** A built-in optimizer, and what of it is plain data, since hyperparameters may have been changed. */
interface BuiltInOptimizer {
  readonly builtIn: string;
  readonly data: Omit<Optimizer, 'init' | 'update'>;
}

/** An experiment as plain data, in which functions are named by where they are found. */
export interface ExperimentDescription extends Omit<Experiment, 'objective' | 'optimizer' | 'metrics'> {
  readonly objective: { readonly reference: string } | ModuleExport;
  readonly optimizer: BuiltInOptimizer | ModuleExport;
  readonly metrics: readonly (MetricReference | ModuleExport)[];
}

/** Describes an experiment; or says what of it no worker could find. */
export function describeExperiment(experiment: Experiment, locate: Locate = () => undefined): ExperimentDescription | string {
  const { objective: trained, optimizer, metrics, ...data } = experiment;
  const whereObjective = isFamilyMember(trained) ? { reference: trained.reference } : locate(trained);
  if (whereObjective === undefined) return `the objective ${trained.name} is not built in`;
  const whereOptimizer = builtInOptimizer(optimizer) ?? locate(optimizer);
  if (whereOptimizer === undefined) return `the optimizer ${optimizer.name} is not built in`;
  const whereMetrics: (MetricReference | ModuleExport)[] = [];
  for (const metric of metrics) {
    const where = metricReference(metric) ?? locate(metric);
    if (where === undefined) return `the metric ${metric.name} is not built in`;
    whereMetrics.push(where);
  }
  return { ...data, objective: whereObjective, optimizer: whereOptimizer, metrics: whereMetrics };
}

function builtInOptimizer({ init, update, ...data }: Optimizer): BuiltInOptimizer | undefined {
  const builtIn = optimizers.find((candidate) => candidate.init === init && candidate.update === update);
  return builtIn && { builtIn: builtIn.name, data };
}

/**
 * The experiment that is described.
 *
 * @throws ConfigurationError `NOT_EXPORTED` where a module does not have what `locate` said
 */
export async function rebuildExperiment(description: ExperimentDescription): Promise<Experiment> {
  const { objective: where, optimizer, metrics } = description;
  const trained = 'module' in where ? await imported<Objective>(where, 'instantiate') : objective(where.reference);
  return {
    ...description,
    objective: trained,
    optimizer:
      'module' in optimizer
        ? await imported<Optimizer>(optimizer, 'update')
        : { ...optimizers.find(({ name }) => name === optimizer.builtIn)!, ...optimizer.data },
    metrics: await Promise.all(
      metrics.map((metric) => ('module' in metric ? imported<Metric>(metric, 'measure') : referredMetric(metric, trained))),
    ),
  };
}

async function imported<Value>({ module, name = 'default' }: ModuleExport, method: keyof Value & string): Promise<Value> {
  const value = ((await import(module)) as Record<string, Value | undefined>)[name];
  if (typeof value?.[method] === 'function') return value;
  throw new ConfigurationError(
    'NOT_EXPORTED',
    `${module} has no export "${name}" with a function "${method}"`,
    'what `locate` returns must name the very object of the experiment',
  );
}
