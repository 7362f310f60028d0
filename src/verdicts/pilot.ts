import type { Reading } from '../experiments/reading.ts';
import { runArms } from '../experiments/run-arms.ts';
import { sampleStandardDeviation } from '../statistics/descriptive.ts';
import { differenceDetectableEffect } from '../statistics/difference-plan.ts';
import { equivalenceDetectableEffect } from '../statistics/equivalence-plan.ts';
import type { Claim, Trial } from './claim.ts';
import { noiseOf } from './robust-noise.ts';
import { detectableOf, valuesIn, type Bounds, type Quantity } from './quantity.ts';

/** What a few replicas of a configuration showed, before any test. */
export interface Pilot {
  /** The finite values of a quantity. */
  valuesOf(name: string): readonly number[];
  /** What it read, replica by replica and arm by arm. */
  readonly readings: readonly (readonly Reading[])[];
  readonly quantities: readonly Quantity[];
  readonly steps: number;
}

/** Runs the pilot of a configuration: no error control, and no share in what is tested afterwards. */
export async function runPilot(trial: Trial, phase: string, claim: Claim, replicas: number): Promise<Pilot> {
  const arms = claim.arms(1);
  const { readings, replicaSteps } = await runArms(trial, phase, arms, claim.metrics, { first: 0, count: replicas });
  const { quantities } = claim;
  const values = new Map(quantities.map((quantity) => [quantity.name, valuesIn(readings, quantity).filter(Number.isFinite)]));
  return { valuesOf: (name) => values.get(name) ?? [], readings, quantities, steps: replicaSteps };
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

/** How a quantity is going to be tested, and what that would show. */
export interface Plan {
  readonly quantity: Quantity;
  /** Where values are clipped. */
  readonly bound: number;
  /** Smallest effect that the replicas allowed would show; the law's own target where there is no noise. */
  readonly shown: number;
  /** Replicas allowed. */
  readonly replicas: number;
}

/**
 * Plans the test of a quantity by the noise of the pilots. Where that is too large for the replicas allowed, but that of most of them
 * is not, a few have failed: then noise is that of the others, and the failures are left to be counted.
 *
 * @param settings the test's own level, and the replicas allowed
 */
export function planOf(
  quantity: Quantity,
  pilots: readonly Pilot[],
  claims: Claim['claims'],
  settings: Pick<Trial, 'alpha' | 'replicaLimit'>,
): Plan {
  const groups = valuesOfAll(quantity, pilots);
  const under = ({ spread, scatter }: Noise): Plan => {
    const bound = boundOf(quantity, groups, scatter, claims);
    const shown = detectableEffect(quantity, spread, bound, claims, settings);
    return { quantity, bound, shown, replicas: settings.replicaLimit };
  };
  const all = under(noiseOfAll(groups));
  if (all.shown <= detectableOf(quantity)) return all;
  const most = under(noiseOfMost(groups));
  return most.shown <= detectableOf(quantity) ? most : all;
}

/** Where values are clipped by the noise of the pilots alone, whatever the replicas allowed would show. */
export function boundsOf(pilots: readonly Pilot[], claims: Claim['claims']): Bounds {
  const quantities = pilots.flatMap((pilot) => pilot.quantities);
  return Object.fromEntries(
    quantities.map((quantity) => {
      const groups = valuesOfAll(quantity, pilots);
      return [quantity.name, boundOf(quantity, groups, noiseOfAll(groups).scatter, claims)];
    }),
  );
}

/** A list for each pilot that has values. */
function valuesOfAll({ name }: Quantity, pilots: readonly Pilot[]): readonly (readonly number[])[] {
  return pilots.map(({ valuesOf }) => valuesOf(name)).filter((values) => values.length > 0);
}

/** Standard deviation of a quantity: within configurations, and about the means of the pilots. */
interface Noise {
  readonly spread: number;
  readonly scatter: number;
}

/** Pooled over the configurations: the largest of several small samples' would reject every tenth fair setting. */
function noiseOfAll(groups: readonly (readonly number[])[]): Noise {
  const variances = groups.filter(({ length }) => length >= 2).map((values) => sampleStandardDeviation([...values]) ** 2);
  const centred = groups.flatMap((values) => values.map((value) => value - average(values)));
  return {
    spread: variances.length === 0 ? 0 : Math.sqrt(average(variances)),
    scatter: centred.length < 4 ? 0 : sampleStandardDeviation(centred),
  };
}

/** What fails now and then leaves it alone. */
function noiseOfMost(groups: readonly (readonly number[])[]): Noise {
  const spread = noiseOf(groups);
  return { spread, scatter: spread };
}

/** Standard deviations between the detectable effect and the bound. */
const WIDE = 2;

/**
 * Wide enough for noise and for a difference that is expected to be there, and never below twice the detectable effect: common random
 * numbers can make a pilot's spread vanish, and a bound at δ₁ itself would clip a rare failure into nothing.
 */
function boundOf(quantity: Quantity, groups: readonly (readonly number[])[], scatter: number, claims: Claim['claims']): number {
  const expected = claims === 'different' ? Math.max(0, ...groups.map((values) => Math.abs(average(values)))) : 0;
  const widest = Math.max(detectableOf(quantity), expected);
  return Math.max(2 * detectableOf(quantity), scatter === 0 ? 2 * widest : widest + WIDE * scatter);
}

function detectableEffect(
  quantity: Quantity,
  standardDeviation: number,
  bound: number,
  claims: Claim['claims'],
  { alpha, replicaLimit }: Pick<Trial, 'alpha' | 'replicaLimit'>,
): number {
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
