import { exp, log } from '../arithmetic/elementary.ts';
import { mean } from '../statistics/descriptive.ts';
import { failing } from './beta.ts';
import type { Claim } from './claim.ts';
import type { Decision } from './decide.ts';
import type { Pilot } from './pilot.ts';
import { noiseOf } from './robust-noise.ts';
import { detectableOf, type Quantity } from './quantity.ts';
import { withinArms } from './within-arms.ts';

/**
 * Standard deviations by which a replica may be off without being called a failure, beyond the detectable effect and the tolerance.
 */
const WIDE = 5;

/** Shares of failures against which one in twenty is tested where a few have been seen, all alike. */
const FEW = [0.003, 0.01, 0.025];

/** Replicas without a failure that exclude failing in one of twenty: (1 − 0.05)ⁿ ≤ 0.003. */
export const cleanReplicas: number = Math.ceil(log(failing.beta) / log(1 - failing.share));

/**
 * Failures among all replicas that were run, as a reason not to call the claim true: means of clipped values do not see what happens
 * now and then.
 *
 * Where f of n replicas have failed, one in twenty is excluded by the mean of likelihood ratios against q = 0.3, 1 and 2.5 %, which
 * may be looked at after every replica: that of (q/0.05)^f ((1−q)/0.95)^(n−f) reaches 1/0.003 with a probability of at most 0.003
 * where one in twenty or more fails (Ville).
 *
 * @param claim what was tested
 * @param many the run of most replicas
 * @param others what else was run of the question
 */
export function failures({ quantities }: Claim, many: Run, others: readonly Run[]): string | undefined {
  for (const quantity of quantities) {
    const valuesOf = (run: Run): readonly number[] => run.valuesOf(quantity.name);
    // Short windows and slow decay differ in noise.
    const noise = Math.max(noiseOf([valuesOf(many)]), noiseOf(others.map(valuesOf)));
    const size = Math.max(detectableOf(quantity), quantity.tolerance + WIDE * noise);
    const values = [many, ...others].flatMap(valuesOf);
    const failed = values.filter((value) => Math.abs(value) > size).length;
    if (failed > 0 && !areRare(failed, values.length) && !isNatural(quantity, size, [many, ...others])) {
      return `${failed} of ${values.length} replicas are off by more than ${size.toPrecision(2)} in ${quantity.name}: that one in ${1 / failing.share} fails is not excluded`;
    }
  }
  return undefined;
}

/**
 * Whether one in twenty is excluded by replicas some of which are far off, once as many are left out as replicas of either arm are
 * as far from each other: with common random numbers most pairs of a law that scatters come together, and those that have not look
 * like failures. At each size it is the arm that scatters less which speaks; what happens in one arm only is explained by none.
 */
function isNatural(quantity: Quantity, size: number, runs: readonly Run[]): boolean {
  if (quantity.sameLaw !== true) return false;
  // What is run in breadth may have fewer arms, and does not read what is of the others.
  const read = runs.filter(({ valuesOf }) => valuesOf(quantity.name).length > 0);
  const values = read.flatMap(({ valuesOf }) => valuesOf(quantity.name)).map(Math.abs);
  const within = [0, 1].map((arm) => read.flatMap(({ readings }) => withinArms(readings, quantity)[arm]).map(Math.abs));
  if (within.some(({ length }) => length === 0)) return false;
  const beyond = (list: readonly number[], limit: number): number => list.filter((value) => value >= limit).length;
  const unexplained = values
    .filter((value) => value > size)
    .map((limit) => {
      const shares = within.map((list) => beyond(list, limit) / list.length);
      return beyond(values, limit) - Math.floor(Math.min(...shares) * values.length);
    });
  const most = Math.max(0, ...unexplained);
  return most === 0 || areRare(most, values.length);
}

/** Whether one in twenty is excluded by replicas some of which failed. */
export function areRare(failed: number, replicas: number): boolean {
  const ratios = FEW.map((few) =>
    exp(failed * log(few / failing.share) + (replicas - failed) * log((1 - few) / (1 - failing.share))),
  );
  return mean(ratios) >= 1 / failing.beta;
}

/** What has values of quantities. */
type Run = Pick<Decision | Pilot, 'valuesOf' | 'readings'>;

/** Why too few replicas were run to exclude it, if so. */
export function few({ replicas }: Decision, wanted: number): string | undefined {
  return replicas >= wanted
    ? undefined
    : `${replicas} replicas do not exclude that one in ${1 / failing.share} fails, which takes ${wanted}; allow more replicas`;
}
