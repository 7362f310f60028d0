import type { Metric } from './metric.ts';

/**
 * A metric of one scale-invariant group alone, such as one layer.
 *
 * @param metric a mean over scale-invariant units
 * @param group index into the groups of the objective
 *
 * @example
 * ```ts
 * const { groups } = objective('digits-mlp?widths=8,4');
 * expect(ofGroup(loss, 1).name).toBe('loss-of-group-1');
 * expect(groups[1].name).toBe('hidden2');
 * ```
 */
export function ofGroup(metric: Metric, group: number): Metric {
  return {
    name: `${metric.name}-of-group-${group}`,
    description: `${metric.description}, of group ${group} alone`,
    measure: (view) => metric.measure({ ...view, objective: { ...view.objective, groups: [view.objective.groups[group]] } }),
  };
}
