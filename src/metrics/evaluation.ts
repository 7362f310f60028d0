import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Metric } from './metric.ts';
import { madeWith } from './made-with.ts';

/**
 * A metric that the objective evaluates on its full data after the step: `trainLoss`, `testAccuracy`, ….
 *
 * @param objective where it is looked up
 * @param name one of `objective.metrics`
 * @throws ConfigurationError `UNKNOWN_METRIC`
 *
 * @example
 * ```ts
 * expect(evaluation(objective('digits-mlp'), 'testAccuracy').name).toBe('testAccuracy');
 * expect(() => evaluation(objective('digits-mlp'), 'accuracy')).toThrow('testAccuracy');
 * ```
 */
export function evaluation(objective: Objective, name: string): Metric {
  const index = objective.metrics.indexOf(name);
  if (index < 0) {
    throw new ConfigurationError(
      'UNKNOWN_METRIC',
      `${objective.name} has no metric "${name}"`,
      `it has: ${objective.metrics.join(', ') || 'none'}`,
    );
  }
  return madeWith(name, {
    name,
    description: `${name} of ${objective.name} on its full data`,
    measure: ({ instance, after }) => instance.evaluate(after, name)[index],
  });
}
