import type { Arm } from '../experiments/arm.ts';
import type { Reading } from '../experiments/reading.ts';
import { runArms, type ReplicaBatch } from '../experiments/run-arms.ts';
import type { Metric } from '../metrics/metric.ts';
import { alikeTest } from './alike-test.ts';
import type { Claim, Trial } from './claim.ts';
import { divergenceTest } from './divergence-test.ts';
import { furtherLimit } from './further-limit.ts';
import { levelsOfTests } from './levels.ts';
import { meanTest } from './mean-test.ts';
import { average } from './pilot.ts';
import type { Bounds } from './quantity.ts';
import { overall, type QuantityVerdict, type VerdictValue } from './quantity-verdict.ts';
import type { Replicas, Test } from './test.ts';
import { FAR_APART, mixingOf, unsteady, type Chains, type Looking } from './unsteady.ts';

/** How a decision is to be reached. */
export interface DecideOptions {
  /** Level of this decision; its tests share it. */
  readonly alpha: number;
  /** How many times as long windows are. */
  readonly stretch: number;
  /** Where values are clipped, quantity by quantity. */
  readonly bounds: Bounds;
  /**
   * Replicas before anything may hold; divergence and distributions have to be decided as well then. Without, these two can refute
   * but are not waited for: they take many replicas.
   */
  readonly atLeast?: number;
  /** Whether what all tests hold of is enough; by default it is. While it is not, replicas are run as far as the limit. */
  enough?(run: Pick<Decision, 'valuesOf' | 'readings'>): boolean;
  /** Why the replicas so far leave nothing to be decided, if so; looked at now and then. */
  futile?(run: Pick<Decision, 'valuesOf'>): string | undefined;
}

/** The state in which a sequence of replicas left the tests. */
export interface Decision {
  /** The claim's own quantities first, then divergence and what is compared as distributions. */
  readonly quantities: readonly QuantityVerdict[];
  /** How many of them are the claim's own. */
  readonly own: number;
  /** For each quantity, what the replicas contributed. */
  readonly values: readonly (readonly number[])[];
  /** The same by its name, whether or not it was waited for; none of a quantity that was not asked. */
  valuesOf(name: string): readonly number[];
  /** Of replicas that are finite in every arm. */
  readonly readings: readonly (readonly Reading[])[];
  readonly replicas: number;
  readonly steps: number;
  readonly observations: readonly string[];
  /** Why nothing is decided, whatever the tests say. */
  readonly problem?: string;
  /** Whether the window shows that a later one has the same problem. */
  readonly lasting?: boolean;
}

/** Replicas that are run before the tests are looked at again: few at first, and more at a time where many are wanted. */
const [BATCH, LARGE_BATCH] = [4, 16];
/** Share of replicas that have to be finite in every arm for the others to speak for them. */
const FINITE = 0.5;

/** Refuted, holds or neither: what the tests say, unless a precondition is not met. */
export function verdictOf({ quantities, problem }: Decision): VerdictValue {
  return problem === undefined ? overall(quantities) : 'undecided';
}

/**
 * Runs replicas until every hypothesis of a claim is decided or the limit is reached.
 *
 * Each quantity is tested at its share of α, as are divergence and each comparison of distributions. Afterwards preconditions are
 * looked at, which bind refutations as well as `holds`: windows that show equilibrium, replicas that are finite, means that are not
 * made by a skewed law.
 *
 * @param trial objective, optimizer, engine, seed and limit
 * @param phase names the streams; no two phases share one
 * @param claim what is claimed
 */
export async function decide(trial: Trial, phase: string, claim: Claim, options: DecideOptions): Promise<Decision> {
  const arms = claim.arms(options.stretch);
  const own = claim.quantities.length;
  const tests = testsOf(claim, arms.length, options);
  const awaited = options.atLeast === undefined ? tests.slice(0, own) : tests;
  const valuesOf = (name: string): readonly number[] => tests.find((test) => test.name === name)?.values ?? [];
  const enough: Course['enough'] = (readings) => options.enough?.({ valuesOf, readings }) ?? true;
  const look = mixingOf(options.stretch, FAR_APART);
  const futile = (): string | undefined => options.futile?.({ valuesOf });
  const course = { tests, awaited, atLeast: options.atLeast ?? 0, enough, look, futile };
  const run = await runUntilDecided(trial, phase, claim, arms, course);
  const finite = run.seen.length;
  const moving = unsteady(claim, arms, run.chains, { ...mixingOf(options.stretch, 1), effect: effectOf(tests) });
  const problem =
    finite < FINITE * run.replicas && !tests.some(({ decided }) => decided === 'refuted')
      ? `${run.replicas - finite} of ${run.replicas} replicas diverged, as many in one arm as in another: too few are left to compare`
      : (moving?.sentence ?? run.futile ?? idle(tests));
  const spoken = tests.filter((test) => awaited.includes(test) || test.decided !== 'undecided');
  const quantities = spoken.map((test) => test.verdict());
  const values = spoken.map((test) => test.values);
  return {
    quantities,
    own,
    values,
    valuesOf,
    readings: run.seen,
    replicas: run.replicas,
    steps: run.steps,
    observations: finite === 0 ? [] : (claim.observe?.(run.seen) ?? []),
    ...(problem === undefined ? {} : { problem }),
    ...(problem === moving?.sentence && moving?.lasting === true && { lasting: true }),
  };
}

function testsOf(claim: Claim, arms: number, { alpha, bounds }: DecideOptions): Test[] {
  const level = levelsOfTests(alpha, claim.quantities.length, claim.alike.length + 1);
  return [
    ...claim.quantities.map((quantity) => meanTest(claim.claims, quantity, bounds[quantity.name], level.own)),
    divergenceTest(arms, level.others),
    ...claim.alike.map((alike) => alikeTest(alike, level.others)),
  ];
}

interface Run {
  readonly replicas: number;
  readonly steps: number;
  readonly seen: readonly (readonly Reading[])[];
  readonly chains: Chains;
  /** Why it was ended before anything was decided, if so. */
  readonly futile?: string;
}

/** Replicas after which windows are looked at: where a metric moves far in them, whatever the others would say does not count. */
const LOOKS = [32, 64, 128];

/** What replicas are run for. */
interface Course {
  readonly tests: readonly Test[];
  /** Those that have to be decided. */
  readonly awaited: readonly Test[];
  readonly atLeast: number;
  enough(readings: Decision['readings']): boolean;
  /** What is asked of windows on the way. */
  readonly look: Pick<Looking, 'mixing'>;
  futile(): string | undefined;
}

async function runUntilDecided(
  trial: Trial,
  phase: string,
  claim: Claim,
  arms: readonly Arm[],
  { tests, awaited, atLeast, enough, look, futile }: Course,
): Promise<Run> {
  const first = trial.replicaLimit - (trial.replicaLimit % 2);
  const seen: (readonly Reading[])[] = [];
  const chains = claim.steady.map(() => arms.map((): Float64Array[] => []));
  let [steps, replicas] = [0, 0];
  const open = (): boolean =>
    !tests.some(({ decided }) => decided === 'refuted') &&
    (replicas < atLeast || awaited.some(({ decided }) => decided === 'undecided') || !enough(seen));
  let limit = first;
  while (replicas < limit && open()) {
    const count = Math.min(replicas < atLeast || replicas >= first ? LARGE_BATCH : BATCH, limit - replicas);
    const batch = await runArms(trial, phase, arms, claim.metrics, { first: replicas, count });
    const diverged = batch.readings.map((reading) => arms.map((arm, i) => isDiverged(reading[i], arm, claim.metrics)));
    const finite = batch.readings.map((_, replica) => !diverged[replica].includes(true));
    const readings = batch.readings.filter((_, replica) => finite[replica]);
    for (const test of tests) test.add({ arms, readings, diverged } satisfies Replicas);
    seen.push(...readings);
    collect(batch, claim, finite, chains);
    replicas += count;
    steps += batch.replicaSteps;
    if (replicas === first) {
      limit = furtherLimit(trial, steps / replicas);
      if (limit > first) for (const test of tests) test.goOn?.();
    }
    if (LOOKS.includes(replicas) && open()) {
      if (unsteady(claim, arms, chains, { ...look, effect: Infinity }) !== undefined) break;
      const reason = futile();
      if (reason !== undefined) return { replicas, steps, seen, chains, futile: reason };
    }
    trial.progress?.(Math.min(0.95, replicas / limit), `${phase.split('/').slice(0, 2).join(': ')}, ${replicas} replicas`);
  }
  return { replicas, steps, seen, chains };
}

function collect(batch: ReplicaBatch, claim: Claim, finite: readonly boolean[], chains: Float64Array[][][]): void {
  chains.forEach((byArm, i) =>
    byArm.forEach((list, arm) => list.push(...batch.chains(claim.steady[i].metric, arm).filter((_, replica) => finite[replica]))),
  );
}

/** Whether anything that is read of an arm is not finite. */
function isDiverged(reading: Reading, { windows, traceAt = [] }: Arm, metrics: readonly Metric[]): boolean {
  return metrics.some(
    (metric) =>
      windows.some((_, window) => !Number.isFinite(reading.mean(metric, window))) ||
      traceAt.some((_, point) => !Number.isFinite(reading.at(metric, point))),
  );
}

/** Why refutations do not count, if none of them does. */
function idle(tests: readonly Test[]): string | undefined {
  const reasons = tests.filter(({ decided }) => decided === 'refuted').map(({ reason }) => reason?.());
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** Size of the largest refuted effect, as a mean. */
function effectOf(tests: readonly Test[]): number {
  const refuted = tests.filter(({ decided }) => decided === 'refuted');
  return Math.max(0, ...refuted.map(({ values }) => Math.abs(average(values))));
}
