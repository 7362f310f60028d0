import type { Objective } from '../objectives/objective.ts';
import { evaluation } from './evaluation.ts';
import { metrics } from './index.ts';
import { logEffectiveRate } from './log-effective-rate.ts';
import { optionOf } from './made-with.ts';
import type { Metric } from './metric.ts';

/** What names a metric of this package, as plain data: the exponent of `log-effective-rate`, or what an evaluation evaluates. */
export interface MetricReference {
  readonly name: string;
  readonly option?: number | string;
}

/** The reference of a metric of this package; a changed copy has none. */
export function metricReference(metric: Metric): MetricReference | undefined {
  const { name } = metric;
  if (metrics.includes(metric)) return { name };
  const option = optionOf(metric);
  return option === undefined ? undefined : { name, option };
}

/** The metric that a reference names, for runs on an objective. */
export function referredMetric({ name, option }: MetricReference, objective: Objective): Metric {
  if (typeof option === 'number') return logEffectiveRate(option);
  if (typeof option === 'string') return evaluation(objective, option);
  return metrics.find((metric) => metric.name === name)!;
}
