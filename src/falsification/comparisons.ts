import { log } from '../arithmetic/elementary.ts';
import { declaredQuantities, snapshotsOf } from '../laws/statistical/comparisons.ts';
import { testAccuracy } from '../laws/statistical/equilibrium.ts';
import { classifies, labelDistance } from '../laws/statistical/function-space.ts';
import { logEffectiveRate } from '../metrics/log-effective-rate.ts';
import { loss } from '../metrics/loss.ts';
import type { Metric } from '../metrics/metric.ts';
import { squaredAngularUpdate } from '../metrics/squared-angular-update.ts';
import type { Claim } from '../verdicts/claim.ts';
import type { Quantity } from '../verdicts/quantity.ts';
import type { Scene } from './scene.ts';

/** One metric that both runs record, and how much larger it is in the second. */
interface Comparison {
  readonly metric: Metric;
  difference(first: number, second: number): number;
  readonly tolerance: number;
}

/** What is read of two runs and compared. */
export type Comparisons = Pick<Claim, 'metrics' | 'quantities' | 'alike'> & { readonly snapshots: number };

/**
 * What the law of equilibrium compares, in its tolerances: effective rate, angular update, and on networks loss, accuracy and labels; on
 * spheres every metric that the objective declares.
 */
export function comparisonsOf({ objective, exponent }: Scene): Comparisons {
  const ratio = (first: number, second: number): number => log(second / first);
  const compared: Comparison[] = [
    { metric: logEffectiveRate(exponent), difference: (first, second) => second - first, tolerance: 0.015 },
    { metric: squaredAngularUpdate, difference: (first, second) => 0.5 * ratio(first, second), tolerance: 0.015 },
    ...(objective.noise !== 'injected' ? [{ metric: loss, difference: ratio, tolerance: 0.03 }] : []),
  ];
  const labelled = classifies({ objective });
  return {
    metrics: compared.map(({ metric }) => metric),
    quantities: [
      ...compared.map(({ metric, difference, tolerance }): Quantity => ({
        name: metric.name,
        value: ([first, second]) => difference(first.mean(metric, 0), second.mean(metric, 0)),
        tolerance,
      })),
      ...declaredQuantities({ objective }),
      ...(labelled ? [testAccuracy, labelDistance] : []),
    ],
    alike: compared.map(({ metric, difference, tolerance }) => ({
      name: metric.name,
      values: ([first, second]) => [difference(1, first.mean(metric, 0)), difference(1, second.mean(metric, 0))],
      tolerance,
    })),
    snapshots: snapshotsOf({ objective }),
  };
}
