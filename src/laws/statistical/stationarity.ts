import { mean, sampleStandardDeviation } from '../../statistics/descriptive.ts';
import { splitRHat } from '../../statistics/split-r-hat.ts';
import type { ComparedMetric } from './arms.ts';

/**
 * Largest split-R̂ that passes. Windows of 10/κ hold some twenty independent values of the slowest metric, ten in a half: chains in
 * equilibrium then reach 1.2 now and then, and the 1.05 of long Markov chains would call one run in ten unmixed.
 */
const maximalRHat = 1.3;

/** A drift counts when it exceeds the tolerance and this many of its standard errors. */
const clearly = 5;

/**
 * Why the windows of an arm cannot be taken for equilibrium, if so: the second half differs from the first by more than the
 * tolerance, clearly, or replicas stay apart from each other for the whole window.
 *
 * @param compared metric, comparison and tolerance
 * @param arms for each arm, for each replica, block means of the window in the order of time
 */
export function stationarityProblem(
  { metric, compare, tolerance }: ComparedMetric,
  arms: readonly (readonly Float64Array[])[],
): string | undefined {
  for (const [arm, chains] of arms.entries()) {
    if (chains.some((chain) => !chain.every(Number.isFinite))) return `${metric.name} is not finite in ${armName(arm)}`;
    const drifts = chains.map((chain) => {
      const middle = chain.length / 2;
      return compare(mean(Array.from(chain.subarray(0, middle))), mean(Array.from(chain.subarray(middle))));
    });
    const drift = mean(drifts);
    const error = sampleStandardDeviation(drifts) / Math.sqrt(drifts.length);
    if (Math.abs(drift) > tolerance && Math.abs(drift) > clearly * error) {
      return `${metric.name} still drifts by ${(100 * drift).toFixed(1)} % between the halves of the window of ${armName(arm)}: the burn-in is too short`;
    }
    const rHat = splitRHat(chains.map((chain) => Array.from(chain)));
    if (rHat > maximalRHat)
      return `replicas of ${armName(arm)} stay apart in ${metric.name}: split-R̂ is ${rHat.toFixed(2)} > ${maximalRHat}`;
  }
  return undefined;
}

function armName(arm: number): string {
  return arm === 0 ? 'the first arm' : 'the second arm';
}
