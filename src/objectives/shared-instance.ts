import type { Precision } from '../arithmetic/tensor.ts';
import type { Objective, ObjectiveInstance } from './objective.ts';

const instances = new WeakMap<Objective, Map<Precision, ObjectiveInstance>>();

/**
 * The instance of an objective that everybody in this thread shares, who uses it within one turn: an exact law computes a few gradients
 * for each configuration, and making scratch memory takes as long as that.
 *
 * @internal
 */
export function sharedInstance(objective: Objective, precision: Precision): ObjectiveInstance {
  const own = instances.get(objective) ?? new Map<Precision, ObjectiveInstance>();
  instances.set(objective, own);
  const instance = own.get(precision) ?? objective.instantiate(precision);
  own.set(precision, instance);
  return instance;
}
