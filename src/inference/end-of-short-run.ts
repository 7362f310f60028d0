import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { settledRun } from './settled-run.ts';

const [steps, rate] = [12, 2 ** -5];

/**
 * Where a short run on normal gradients ends.
 *
 * @param setting options that have other values than their defaults
 */
export function endOfShortRun(optimizer: Optimizer, weightDecay: number, setting?: Readonly<Record<string, number>>): Tensor[] {
  return settledRun(optimizer, 'switches', steps, rate, { weightDecay, setting }).run.parameters;
}
