import { log } from '../arithmetic/elementary.ts';
import { innerProducts } from './groups.ts';
import type { Metric } from './metric.ts';
import { madeWith } from './made-with.ts';

/**
 * Logarithm of the effective learning rate, averaged over the scale-invariant units:
 *
 *     mean over units of  ln( η / ‖w‖^p )
 *
 * p is the exponent of η in the optimizer's symmetry: 2 for the SGD family (η/‖w‖²), 1 for Adam's (η/‖w‖), 0 where the update
 * scales with the weights. Constant along orbits, so equal ηλ means equal equilibrium values.
 *
 * @param exponent p
 *
 * @example
 * ```ts
 * const view = { objective: objective('quadratic-ratio'), before: [{ data: Float64Array.of(3, 4), shape: [2] }], learningRate: 0.5 };
 * expect(logEffectiveRate(2).measure(view as unknown as StepView)).toBeCloseTo(log(0.5 / 25), 14);
 * ```
 */
export function logEffectiveRate(exponent: number): Metric {
  return madeWith(exponent, {
    name: 'log-effective-rate',
    description: `mean over scale-invariant units of ln(η/‖w‖^${exponent})`,
    measure: ({ objective, before, learningRate }) => {
      const squares = innerProducts(objective.groups, before, before);
      let sum = 0;
      for (const square of squares) sum += log(square);
      return log(learningRate) - (exponent / 2) * (sum / squares.length);
    },
    summary: {
      reads: ['meanLogSquare'],
      value: ({ learningRate, meanLogSquare }) => log(learningRate) - (exponent / 2) * meanLogSquare,
    },
  });
}
