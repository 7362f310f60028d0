import { log } from '../arithmetic/elementary.ts';
import { declaredQuantities, snapshotsOf } from '../laws/statistical/comparisons.ts';
import { testAccuracy } from '../laws/statistical/equilibrium.ts';
import { classifies, labelDistance } from '../laws/statistical/function-space.ts';
import { logEffectiveRate } from '../metrics/log-effective-rate.ts';
import type { Quantity } from '../verdicts/quantity.ts';
import type { Comparisons } from './comparisons.ts';
import type { Scene } from './scene.ts';

/** Snapshots of the window of which the loss over all rows is read. */
const SNAPSHOTS = 8;

/**
 * What two runs are claimed to share that do not make the same steps: the loss over all rows, accuracy and labels, or what a function on
 * a sphere declares; and the effective rate up to a known factor.
 *
 * @param offset logarithm of the effective rate of the second over that of the first
 */
export function functionalComparisons({ objective, exponent }: Scene, offset: number): Comparisons {
  const labelled = classifies({ objective });
  const metric = logEffectiveRate(exponent);
  const trainLoss: Quantity = {
    name: 'training loss',
    value: ([first, second]) => log(second.evaluation('trainLoss') / first.evaluation('trainLoss')),
    tolerance: 0.03,
  };
  return {
    metrics: [metric],
    quantities: [
      { name: metric.name, value: ([first, second]) => second.mean(metric, 0) - first.mean(metric, 0) - offset, tolerance: 0.03 },
      ...(labelled ? [trainLoss, testAccuracy, labelDistance] : declaredQuantities({ objective })),
    ],
    alike: [],
    snapshots: labelled ? SNAPSHOTS : snapshotsOf({ objective }),
  };
}
