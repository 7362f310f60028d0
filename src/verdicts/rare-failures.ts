import { log } from '../arithmetic/elementary.ts';
import { median } from '../statistics/descriptive.ts';
import type { Claim } from './claim.ts';
import type { Decision } from './decide.ts';
import type { Pilot } from './pilot.ts';
import { detectableOf, type Quantity } from './quantity.ts';

/** Share of failing replicas that must not pass. */
const FAILING = 0.05;
/** Probability with which it does. */
const BETA = 0.003;
/** Standard deviations by which a replica may be off without being called a failure. */
const WIDE = 5;

/** Replicas without a failure that exclude failing in one of twenty: (1 − 0.05)ⁿ ≤ 0.003. */
export const cleanReplicas: number = Math.ceil(log(BETA) / log(1 - FAILING));

/**
 * Failures among all replicas that were run, as a reason not to call the claim true: means of clipped values do not see what happens
 * now and then.
 *
 * @param claim what was tested
 * @param runs all that was run of the question, those of most replicas first
 */
export function failures({ quantities }: Claim, runs: readonly (Decision | Pilot)[]): string | undefined {
  for (const quantity of quantities) {
    const groups = runs.map((run) => run.valuesOf(quantity.name));
    const size = failureSize(quantity, groups.find((values) => values.length > 0) ?? []);
    const values = groups.flat();
    const failed = values.filter((value) => Math.abs(value) > size).length;
    if (failed > 0) {
      return `${failed} of ${values.length} replicas are off by more than ${size.toPrecision(2)} in ${quantity.name}: that one in ${1 / FAILING} fails is not excluded`;
    }
  }
  return undefined;
}

/** Why too few replicas were run to exclude it, if so. */
export function few({ replicas }: Decision, wanted: number): string | undefined {
  return replicas >= wanted
    ? undefined
    : `${replicas} replicas do not exclude that one in ${1 / FAILING} fails, which takes ${wanted}; allow more replicas`;
}

/**
 * From where on a replica counts as failing: beyond the detectable effect, and beyond what the noise of the others explains. The
 * noise is taken from the median deviation, which rare failures leave alone.
 */
function failureSize(quantity: Quantity, values: readonly number[]): number {
  const centre = values.length === 0 ? 0 : median([...values]);
  const deviations = values.map((value) => Math.abs(value - centre));
  const noise = values.length === 0 ? 0 : 1.4826 * median(deviations);
  return Math.max(detectableOf(quantity), quantity.tolerance + WIDE * noise);
}
