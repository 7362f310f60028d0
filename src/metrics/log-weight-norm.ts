import { log } from '../arithmetic/elementary.ts';
import { innerProducts } from './groups.ts';
import type { Metric } from './metric.ts';

/**
 * Logarithm of the weight norm, averaged over the scale-invariant units: mean of ln‖w‖. Not constant along orbits.
 *
 * @example
 * ```ts
 * const view = { objective: objective('quadratic-ratio'), before: [{ data: Float64Array.of(3, 4), shape: [2] }] };
 * expect(logWeightNorm.measure(view as unknown as StepView)).toBeCloseTo(log(5), 14);
 * ```
 */
export const logWeightNorm: Metric = {
  name: 'log-weight-norm',
  description: 'mean over scale-invariant units of ln‖w‖',
  measure: ({ objective, before }) => {
    const squares = innerProducts(objective.groups, before, before);
    let sum = 0;
    for (const square of squares) sum += 0.5 * log(square);
    return sum / squares.length;
  },
  summary: { reads: ['meanLogSquare'], value: ({ meanLogSquare }) => 0.5 * meanLogSquare },
};
