import { log } from '../../arithmetic/elementary.ts';
import { zeros } from '../../arithmetic/tensor.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import { loss } from '../../metrics/loss.ts';
import type { Metric } from '../../metrics/metric.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Objective } from '../../objectives/objective.ts';
import { stream } from '../../random/stream.ts';
import { sampleStandardDeviation } from '../../statistics/descriptive.ts';
import type { Alike } from '../../verdicts/claim.ts';
import type { LawContext } from '../law.ts';
import { effectiveRateOf } from './equilibrium-start.ts';
import { heavyTailed } from './noise-moments.ts';
import { classifies, labelSnapshots } from './function-space.ts';
import type { SteadyMetric } from '../../verdicts/stationarity.ts';

/** Snapshots of a window of which the metrics of an objective without labels are read. */
const SNAPSHOTS = 32;
/** Directions whose metrics tell how far these spread. */
const DIRECTIONS = 64;
/** Differences that count, as shares of the spread of a metric over random directions. */
const [TOLERANCE, DETECTABLE] = [0.1, 0.4];

/** What is compared at equilibrium, as log ratios: effective rate, angular update, and on networks the loss. */
function comparisons(context: LawContext): SteadyMetric[] {
  const ratio = (a: number, b: number): number => log(b / a);
  return [
    { metric: effectiveRateOf(context), drift: (a, b) => b - a, tolerance: 0.015 },
    { metric: squaredAngularUpdate, drift: (a, b) => 0.5 * ratio(a, b), tolerance: 0.015 },
    ...(context.objective.noise === 'minibatch' ? [{ metric: loss, drift: ratio, tolerance: 0.03 }] : []),
  ];
}

/** The same comparisons between halves of a window have to vanish, to the accuracy of a window that is cut in two. */
export function steadyMetrics(context: LawContext): SteadyMetric[] {
  return comparisons(context).map((steady) => ({ ...steady, tolerance: 0.03 }));
}

/** What both arms record. */
export function equilibriumMetrics(context: LawContext): Metric[] {
  return comparisons(context).map(({ metric }) => metric);
}

/** Second arm against first, pair by pair. */
export function equilibriumQuantities(context: LawContext): Quantity[] {
  return comparisons(context).map(({ metric, drift, tolerance }) => ({
    name: metric.name,
    value: ([first, second]) => drift(first.mean(metric, 0), second.mean(metric, 0)),
    tolerance,
    // Under heavy tails the norm jumps, and its logarithm scatters beyond what a window averages.
    ...(heavyTailed(context.objective) && { optional: true }),
  }));
}

/** What has the same law over replicas in both arms, up to a shift that the comparison of means tolerates. */
export function equilibriumLaws(context: LawContext): Alike[] {
  return comparisons(context).map(({ metric, drift, tolerance }) => ({
    name: metric.name,
    values: ([first, second]) => [drift(1, first.mean(metric, 0)), drift(1, second.mean(metric, 0))],
    tolerance,
  }));
}

/** How many snapshots of the window have to be kept for what is read of them. */
export function snapshotsOf(context: Pick<LawContext, 'objective'>): number {
  if (classifies(context)) return labelSnapshots;
  return context.objective.metrics.length > 0 ? SNAPSHOTS : 0;
}

/**
 * Every metric that an objective without labels declares, second arm against first, in units of its spread over random directions: a
 * loss may have either sign, and an alignment or the number of a basin has no logarithm.
 */
export function declaredQuantities(context: Pick<LawContext, 'objective'>): Quantity[] {
  if (classifies(context)) return [];
  return context.objective.metrics.map((name, index) => {
    const spread = spreadsOf(context.objective)[index];
    return {
      name,
      value: ([first, second]) => (second.evaluation(name) - first.evaluation(name)) / spread,
      tolerance: TOLERANCE,
      unit: 'standard deviations over random directions',
      detectable: DETECTABLE,
      // A slow walk over a flat loss is too noisy to be compared in a window.
      optional: true,
    };
  });
}

const spreads = new WeakMap<Objective, readonly number[]>();

/** Standard deviation of each declared metric over standard initialisations; 1 for one that is the same everywhere. */
function spreadsOf(objective: Objective): readonly number[] {
  const known = spreads.get(objective);
  if (known !== undefined) return known;
  const instance = objective.instantiate('float64');
  const source = stream('spread of metrics', 'directions');
  const parameters = objective.parameters.map(({ shape }) => zeros(shape, 'float64'));
  const drawn = Array.from({ length: DIRECTIONS }, (_, direction) => {
    instance.initialise(parameters, source.seek(direction, 0));
    return instance.evaluate(parameters);
  });
  const found = objective.metrics.map((_, i) => sampleStandardDeviation(drawn.map((values) => values[i])) || 1);
  spreads.set(objective, found);
  return found;
}
