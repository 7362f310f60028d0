import { runArms } from '../experiments/run-arms.ts';
import { clipBound } from '../statistics/clip-bound.ts';
import { sampleStandardDeviation } from '../statistics/descriptive.ts';
import { differenceDetectableEffect } from '../statistics/difference-plan.ts';
import { equivalenceDetectableEffect } from '../statistics/equivalence-plan.ts';
import type { Claim, Trial } from './claim.ts';
import { detectableOf, valuesIn, type Bounds, type Quantity } from './quantity.ts';

/** What a few replicas of a configuration showed, before any test. */
export interface Pilot {
  /** The finite values of a quantity. */
  valuesOf(name: string): readonly number[];
  readonly quantities: readonly Quantity[];
  readonly steps: number;
}

/** Runs the pilot of a configuration: no error control, and no share in what is tested afterwards. */
export async function runPilot(trial: Trial, phase: string, claim: Claim, replicas: number): Promise<Pilot> {
  const arms = claim.arms(1);
  const { readings, replicaSteps } = await runArms(trial, phase, arms, claim.metrics, { first: 0, count: replicas });
  const { quantities } = claim;
  const values = new Map(quantities.map((quantity) => [quantity.name, valuesIn(readings, quantity).filter(Number.isFinite)]));
  return { valuesOf: (name) => values.get(name) ?? [], quantities, steps: replicaSteps };
}

/** How suspicious a configuration is: its largest mean in tolerances, or where a difference is claimed the smallest one. */
export function suspicion({ valuesOf, quantities }: Pilot, claims: Claim['claims']): number {
  const sizes = quantities.map(({ name, tolerance }) => {
    const each = valuesOf(name);
    // A configuration in which everything diverges is as suspicious as can be.
    return each.length === 0 ? Infinity : Math.abs(average(each)) / tolerance;
  });
  return claims === 'equal' ? Math.max(...sizes) : -Math.min(...sizes);
}

/** Where the values of each quantity are clipped: see `boundOf`. */
export function boundsOf(pilots: readonly Pilot[], claims: Claim['claims']): Bounds {
  const quantities = pilots.flatMap((pilot) => pilot.quantities);
  return Object.fromEntries(quantities.map((quantity) => [quantity.name, boundOf(quantity, pilots, claims)]));
}

/**
 * Wide enough for the noise of the pilot and for a difference that is expected to be there, and never below twice the detectable
 * effect: common random numbers can make a pilot's spread vanish, and a bound at δ₁ itself would clip a rare failure into nothing.
 */
function boundOf(quantity: Quantity, pilots: readonly Pilot[], claims: Claim['claims']): number {
  const groups = pilots.map(({ valuesOf }) => valuesOf(quantity.name)).filter((values) => values.length > 0);
  const expected = claims === 'different' ? Math.max(0, ...groups.map((values) => Math.abs(average(values)))) : 0;
  const widest = Math.max(detectableOf(quantity), expected);
  const centred = groups.flatMap((values) => values.map((value) => value - average(values)));
  const usable = centred.length >= 4 && centred.some((value) => value !== centred[0]);
  const floor = 2 * detectableOf(quantity);
  return Math.max(floor, usable ? clipBound(centred, { detectable: widest }) : 2 * widest);
}

/** Smallest effect that the replicas allowed would show, from the noise of the pilot; the law's own target where there is none. */
export function detectableEffect(
  quantity: Quantity,
  pilots: readonly Pilot[],
  bound: number,
  claims: Claim['claims'],
  { alpha, replicaLimit }: Trial,
): number {
  // Pooled over the configurations: the largest of several small samples' would reject every tenth fair setting.
  const variances = pilots
    .map(({ valuesOf }) => valuesOf(quantity.name))
    .filter((values) => values.length >= 2)
    .map((values) => sampleStandardDeviation([...values]) ** 2);
  const standardDeviation = variances.length === 0 ? 0 : Math.sqrt(average(variances));
  const { tolerance, ofPairs } = quantity;
  const detectable = detectableOf(quantity);
  const values = ofPairs === true ? Math.floor(replicaLimit / 2) : replicaLimit;
  if (standardDeviation === 0) return detectable;
  return claims === 'equal'
    ? equivalenceDetectableEffect(values, { tolerance, detectable, bound, alpha, standardDeviation })
    : differenceDetectableEffect(values, { difference: detectable, negligible: tolerance, bound, alpha, standardDeviation });
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
