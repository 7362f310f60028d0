import type { Metric } from './metric.ts';

const options = new WeakMap<Metric, number | string>();

/** Remembers what a metric was made with, so that another thread can make it again; freezes it, so that this stays true. */
export function madeWith(option: number | string, metric: Metric): Metric {
  options.set(Object.freeze(metric), option);
  return metric;
}

/** What a metric was made with, if that is known. */
export function optionOf(metric: Metric): number | string | undefined {
  return options.get(metric);
}
