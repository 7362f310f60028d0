import type { Metric } from '../../metrics/metric.ts';
import { mean, sampleStandardDeviation } from '../../statistics/descriptive.ts';
import { splitRHat } from '../../statistics/split-r-hat.ts';

/** A metric that has to be steady in the windows that are taken for equilibrium. */
export interface SteadyMetric {
  readonly metric: Metric;
  /** How much later values differ from earlier ones, as a log ratio. */
  drift(earlier: number, later: number): number;
  readonly tolerance: number;
}

/**
 * Largest split-R̂ that passes. Windows of 10/κ hold some twenty independent values of the slowest metric, ten in a half, and fewer
 * where moments remember: chains in equilibrium then reach 1.3 now and then, and the 1.05 of long Markov chains would call one run
 * in ten unmixed. What this guards against, replicas in different basins, gives several times as much.
 */
const maximalRHat = 1.6;

/** A drift counts when it exceeds the tolerance and this many of its standard errors. */
const clearly = 5;

/**
 * Why the window of an arm cannot be taken for equilibrium, if so: its second half differs from the first by more than the
 * tolerance, clearly, or replicas stay apart from each other for the whole window.
 *
 * @param steady metric, comparison and tolerance
 * @param chains replica by replica, block means of the window in the order of time; at least 4 replicas
 * @param arm its name, for the sentence
 */
export function stationarityProblem(
  { metric, drift, tolerance }: SteadyMetric,
  chains: readonly Float64Array[],
  arm: string,
): string | undefined {
  if (chains.some((chain) => !chain.every(Number.isFinite))) return `${metric.name} is not finite in ${arm}`;
  const drifts = chains.map((chain) => {
    const middle = chain.length / 2;
    return drift(mean(Array.from(chain.subarray(0, middle))), mean(Array.from(chain.subarray(middle))));
  });
  const average = mean(drifts);
  const error = sampleStandardDeviation(drifts) / Math.sqrt(drifts.length);
  if (Math.abs(average) > tolerance && Math.abs(average) > clearly * error) {
    return `${metric.name} still drifts by ${(100 * average).toFixed(1)} % between the halves of the window of ${arm}: the burn-in is too short`;
  }
  const rHat = splitRHat(chains.map((chain) => Array.from(chain)));
  return rHat > maximalRHat
    ? `replicas of ${arm} stay apart in ${metric.name}: split-R̂ is ${rHat.toFixed(2)} > ${maximalRHat}`
    : undefined;
}
