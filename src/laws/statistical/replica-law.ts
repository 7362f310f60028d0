import type fc from 'fast-check';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Objective } from '../../objectives/objective.ts';
import { clipBound } from '../../statistics/clip-bound.ts';
import { sampleStandardDeviation } from '../../statistics/descriptive.ts';
import { differenceDetectableEffect } from '../../statistics/difference-plan.ts';
import { equivalenceDetectableEffect } from '../../statistics/equivalence-plan.ts';
import { sequentialDifference } from '../../statistics/sequential-difference.ts';
import { sequentialEquivalence } from '../../statistics/sequential-equivalence.ts';
import type { SequentialMeanTest } from '../../statistics/two-threshold-test.ts';
import type { Counterexample, Law, LawContext, MetricVerdict, Subject, Verdict, VerdictValue, Work } from '../law.ts';
import { drawConfigurations, shrinkCandidates } from './draw.ts';
import type { Arm } from '../../experiments/arm.ts';
import type { Quantity, Reading } from '../../experiments/reading.ts';
import { runArms, type Bench } from '../../experiments/run-arms.ts';
import { stationarityProblem, type SteadyMetric } from './stationarity.ts';

/** A statement about the mean of a few quantities over replicas: that they vanish, or (a positive control) that they do not. */
export interface ReplicaLawDefinition<Configuration extends Counterexample> {
  readonly id: string;
  readonly claim: string;
  readonly formula: string;
  readonly source: string;
  readonly domain: string;
  readonly unit: string;
  /**
   * Laws with the same name here draw the same configurations and streams, so that what one has run need not be run for the other;
   * default: the law's id. Their verdicts are then not independent, which a division of α (a union bound) does not ask for, and
   * what one decides changes nothing of what the other sees.
   */
  readonly ensembles?: string;
  /** `equal`: every quantity is zero within its tolerance. `different`: every quantity is beyond its detectable size. */
  readonly claims: 'equal' | 'different';
  applies(subject: Subject, objective: Objective): true | string;
  /** Made after whatever pilot it needs. */
  configurations(context: LawContext): Promise<fc.Arbitrary<Configuration> | readonly fc.Arbitrary<Configuration>[]>;
  /** @param stretch windows are to be this many times as long */
  arms(context: LawContext, configuration: Configuration, stretch: number): readonly Arm[];
  /** What is recorded. */
  metrics(context: LawContext): readonly Metric[];
  quantities(context: LawContext, configuration: Configuration): readonly Quantity[];
  /** Metrics that have to be steady in the equilibrium windows. */
  steady?(context: LawContext): readonly SteadyMetric[];
  diagnose(context: LawContext, configuration: Configuration, quantities: readonly MetricVerdict[]): string;
  /** What else the replicas of a decision show: a sentence each. */
  observe?(context: LawContext, configuration: Configuration, replicas: readonly (readonly Reading[])[]): readonly string[];
}

/** Configurations that are searched for the most suspicious one. */
const searched = 3;
/** Replicas for each of them; together they are the pilot that fixes the clipping bound. */
const searchReplicas = 4;
/** Replicas that are run before the tests are looked at again. */
const batch = 4;
/** Level of these tests: what they accept is certified at the law's own level afterwards. */
const shrinkAlpha = 1e-3;
/** Shrinking candidates that are tested. */
const shrinkLimit = 8;

/**
 * Makes a law of a definition, so that what is refuted is refuted on fresh streams only:
 *
 * 1. search: a few replicas for each of a few drawn configurations, without error control; the largest effect goes on;
 * 2. confirm: sequential tests of every quantity on fresh streams; the first decision of each stands;
 * 3. shrink: simpler configurations, each tested on fresh streams, are accepted only when they are refuted with an effect beyond the
 *    detectable one, so that shrinking does not walk onto lucky failures;
 * 4. certify: the last accepted configuration on new streams with windows twice as long; effect and interval come from here only.
 */
export function replicaLaw<Configuration extends Counterexample>(definition: ReplicaLawDefinition<Configuration>): Law {
  const { id, claim, formula, source, domain, unit, claims, ensembles = id } = definition;

  /** Runs replicas until every quantity is decided or the limit is reached. */
  const decide = async (
    context: LawContext,
    phase: string,
    configuration: Configuration,
    bounds: Bounds,
    { alpha, stretch }: { alpha: number; stretch: number },
  ): Promise<Decision> => {
    const quantities = definition.quantities(context, configuration);
    const metrics = definition.metrics(context);
    const steady = definition.steady?.(context) ?? [];
    const arms = definition.arms(context, configuration, stretch);
    let tests = quantities.map((quantity) => begin(claims, quantity, bounds[quantity.name], alpha / quantities.length));
    const sums = quantities.map(() => 0);
    const seen: (readonly Reading[])[] = [];
    const chains = steady.map(() => arms.map((): Float64Array[] => []));
    const limit = context.replicaLimit - (context.replicaLimit % 2);
    let [steps, replicas] = [0, 0];
    const open = (): boolean =>
      tests.some(({ verdict }) => verdict === 'undecided') && !tests.some(({ verdict }) => verdict === 'refuted');
    while (replicas < limit && open()) {
      const count = Math.min(batch, limit - replicas);
      const record = await runArms(benchOf(context), phase, arms, metrics, { first: replicas, count });
      replicas += count;
      steps += record.replicaSteps;
      seen.push(...record.readings);
      tests = tests.map((test, i) =>
        valuesIn(record.readings, quantities[i]).reduce((state, value) => {
          sums[i] += value;
          return state.add(value);
        }, test),
      );
      chains.forEach((byArm, i) => byArm.forEach((list, arm) => list.push(...record.chains(steady[i].metric, arm))));
      context.progress?.(Math.min(0.95, replicas / limit), `${id}: ${phase.split('/')[1]}, ${replicas} replicas`);
    }
    const problems = steady.flatMap((metric, i) =>
      arms.map(({ equilibrium }, arm) =>
        equilibrium === undefined ? undefined : stationarityProblem(metric, chains[i][arm], armName(arm)),
      ),
    );
    const problem = problems.find((reason) => reason !== undefined);
    return {
      quantities: tests.map((test, i) => quantityVerdict(quantities[i], test, sums[i] / Math.max(1, test.n))),
      replicas,
      steps,
      observations: definition.observe?.(context, configuration, seen) ?? [],
      ...(problem === undefined ? {} : { problem }),
    };
  };

  const check = async (context: LawContext): Promise<Verdict> => {
    const arbitraries = [await definition.configurations(context)].flat() as fc.Arbitrary<Configuration>[];
    const drawn = Array.from(
      { length: searched },
      (_, i) => drawConfigurations(arbitraries[i % arbitraries.length], context, ensembles, searched)[i],
    );
    const work = { configurations: searched, replicas: 0, steps: 0 };
    const spend = (arms: number, replicas: number, steps: number): void => {
      work.replicas += arms * replicas;
      work.steps += steps;
    };

    const pilots: Pilot[] = [];
    for (const [index, { value }] of drawn.entries()) {
      context.progress?.((0.3 * index) / searched, `${id}: search, configuration ${index + 1} of ${searched}`);
      const arms = definition.arms(context, value, 1);
      const replicas = { first: 0, count: searchReplicas };
      const { readings, replicaSteps } = await runArms(
        benchOf(context),
        `${ensembles}/search/${index}`,
        arms,
        definition.metrics(context),
        replicas,
      );
      spend(arms.length, searchReplicas, replicaSteps);
      pilots.push(new Map(definition.quantities(context, value).map((quantity) => [quantity, valuesIn(readings, quantity)])));
    }
    const [chosen] = [...pilots.keys()].sort((a, b) => suspicion(pilots[b], claims) - suspicion(pilots[a], claims) || a - b);
    const { value: suspect } = drawn[chosen];
    const bounds: Bounds = Object.fromEntries(
      definition.quantities(context, suspect).map((quantity) => [quantity.name, boundOf(quantity, pilots, claims)]),
    );
    const powers = definition.quantities(context, suspect).map((quantity) => ({
      ...quantity,
      shown: detectableEffect(quantity, pilots, bounds[quantity.name], claims, context),
      seen: Math.abs(average([...pilots[chosen]].find(([{ name }]) => name === quantity.name)![1])),
    }));
    const weak = powers.find((quantity) => claims === 'equal' && quantity.shown > detectableOf(quantity));
    // What breaks a law may also be noisy: if the search has seen an effect that the test would show, let it.
    const visible = powers.some(({ seen, shown }) => !(seen <= shown));
    if (weak !== undefined && !visible) throw underpowered(id, weak, context);
    const detectable = Math.max(...powers.map(({ shown }) => shown));

    const confirmed = await decide(context, `${ensembles}/confirm`, suspect, bounds, { alpha: context.alpha, stretch: 1 });
    const armCount = definition.arms(context, suspect, 1).length;
    spend(armCount, confirmed.replicas, confirmed.steps);
    const report = (decision: Decision, shrinks: number, extra: Partial<Verdict>): Verdict =>
      summarise(
        { id, unit, objective: context.objective.name, alpha: context.alpha, detectable, shrinks, work: { ...work } },
        decision,
        extra,
      );
    if (overall(confirmed) !== 'refuted') {
      const undecided = `${confirmed.replicas} replicas did not decide ${namesOf(confirmed, 'undecided')}; allow more replicas`;
      const reason = overall(confirmed) === 'undecided' ? undecided : confirmed.problem;
      return report(confirmed, 0, reason === undefined ? {} : { verdict: 'undecided', reason });
    }

    const arbitrary = arbitraries[chosen % arbitraries.length];
    const chain = [drawn[chosen]];
    for (let attempt = 0, progress = true; progress;) {
      progress = false;
      for (const candidate of shrinkCandidates(arbitrary, chain[chain.length - 1])) {
        if (attempt++ >= shrinkLimit) break;
        const decision = await decide(context, `${ensembles}/shrink/${attempt}`, candidate.value, bounds, {
          alpha: Math.max(context.alpha, shrinkAlpha),
          stretch: 1,
        });
        spend(armCount, decision.replicas, decision.steps);
        work.configurations += 1;
        if (overall(decision) !== 'refuted' || !isClear(decision, claims)) continue;
        chain.push(candidate);
        progress = true;
        break;
      }
    }
    // Walk back up the chain until a configuration holds up on new streams: the original was confirmed, so one should.
    for (const [back, { value }] of [...chain].reverse().entries()) {
      const certified = await decide(context, certification(value), value, bounds, { alpha: context.alpha, stretch: 2 });
      spend(armCount, certified.replicas, certified.steps);
      if (overall(certified) === 'refuted') {
        const shrinks = chain.length - 1 - back;
        const counterexample = { ...value, ...(shrinks > 0 ? { original: suspect } : {}), bounds };
        return report(certified, shrinks, {
          counterexample,
          diagnosis: definition.diagnose(context, value, certified.quantities),
        });
      }
    }
    return report(confirmed, 0, {
      verdict: 'undecided',
      reason: 'refuted once and not again on new streams with longer windows',
    });
  };

  const certification = (configuration: Configuration): string => `${ensembles}/certify/${JSON.stringify(configuration)}`;

  return {
    id,
    tier: 'statistical',
    claim,
    formula,
    source,
    domain,
    ...(definition.ensembles !== undefined && { ensembles }),
    applies: (subject, objective) => {
      const reason = subject.optimizer.contract?.exempt?.[id];
      return reason === undefined ? definition.applies(subject, objective) : `exempt by contract: ${reason}`;
    },
    check,
    replay: async (context, counterexample) => {
      const { bounds, original: _original, ...rest } = counterexample as Configuration & { bounds: Bounds; original?: unknown };
      const configuration = rest as unknown as Configuration;
      const decision = await decide(context, certification(configuration), configuration, bounds, {
        alpha: context.alpha,
        stretch: 2,
      });
      const arms = definition.arms(context, configuration, 1).length;
      const work: Work = { configurations: 1, replicas: arms * decision.replicas, steps: decision.steps };
      const detectable = Math.max(...definition.quantities(context, configuration).map(detectableOf));
      const refuted = overall(decision) === 'refuted';
      return summarise(
        { id, unit, objective: context.objective.name, alpha: context.alpha, detectable, shrinks: 0, work },
        decision,
        refuted ? { counterexample, diagnosis: definition.diagnose(context, configuration, decision.quantities) } : {},
      );
    },
  };
}

/** quantity → where its values are clipped. */
type Bounds = Readonly<Record<string, number>>;

/** quantity → its values in the search, for one configuration. */
type Pilot = ReadonlyMap<Quantity, readonly number[]>;

/** The state in which a sequence of replicas left the tests. */
interface Decision {
  readonly quantities: readonly MetricVerdict[];
  readonly replicas: number;
  readonly steps: number;
  readonly observations: readonly string[];
  /** Why the windows do not show equilibrium, if so. */
  readonly problem?: string;
}

function detectableOf({ tolerance, detectable = 3 * tolerance }: Quantity): number {
  return detectable;
}

function begin(claims: 'equal' | 'different', quantity: Quantity, bound: number, alpha: number): SequentialMeanTest {
  const { tolerance } = quantity;
  const detectable = detectableOf(quantity);
  return claims === 'equal'
    ? sequentialEquivalence({ tolerance, detectable, bound, alpha })
    : sequentialDifference({ difference: detectable, negligible: tolerance, bound, alpha });
}

function quantityVerdict(quantity: Quantity, test: SequentialMeanTest, unclipped: number): MetricVerdict {
  return {
    metric: quantity.name,
    verdict: test.verdict,
    effect: test.mean,
    interval: test.n === 0 ? [-Infinity, Infinity] : test.interval,
    tolerance: quantity.tolerance,
    detectable: detectableOf(quantity),
    eValue: test.verdict === 'refuted' ? Math.max(test.eValues.outside, test.eValues.inside) : test.eValues.outside,
    replicas: test.n,
    unclipped,
  };
}

/** Refuted if any quantity is, holds if all do. */
function overall({ quantities }: Decision): VerdictValue {
  if (quantities.some(({ verdict }) => verdict === 'refuted')) return 'refuted';
  return quantities.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'undecided';
}

/** Hysteresis of shrinking: the effect has to be as clear as one that the law promises to detect. */
function isClear({ quantities }: Decision, claims: 'equal' | 'different'): boolean {
  const refuted = quantities.filter(({ verdict }) => verdict === 'refuted');
  return refuted.some(({ effect, detectable, tolerance }) =>
    claims === 'equal' ? Math.abs(effect) >= detectable : Math.abs(effect) <= tolerance,
  );
}

function namesOf({ quantities }: Decision, value: VerdictValue): string {
  return quantities
    .filter(({ verdict }) => verdict === value)
    .map(({ metric }) => metric)
    .join(', ');
}

/** The quantity that speaks for the verdict: a refuted one, else the one with the largest effect in tolerances. */
function summarise(
  law: { id: string; unit: string; objective: string; alpha: number; detectable: number; shrinks: number; work: Work },
  decision: Decision,
  extra: Partial<Verdict>,
): Verdict {
  const [speaker] = [...decision.quantities].sort(
    (x, y) =>
      Number(y.verdict === 'refuted') - Number(x.verdict === 'refuted') ||
      Math.abs(y.effect) / y.tolerance - Math.abs(x.effect) / x.tolerance,
  );
  return {
    law: law.id,
    objective: law.objective,
    verdict: overall(decision),
    effect: speaker.effect,
    interval: speaker.interval,
    tolerance: speaker.tolerance,
    detectable: law.detectable,
    unit: law.unit,
    evidence: {
      kind: 'e-process',
      alpha: law.alpha,
      eValue: speaker.eValue,
      replicas: decision.replicas,
      metrics: decision.quantities,
      configurations: law.work.configurations,
      shrinks: law.shrinks,
    },
    ...(decision.observations.length > 0 && { observations: decision.observations }),
    work: law.work,
    ...extra,
  };
}

/** How suspicious a configuration is: its largest mean in tolerances, or where a difference is claimed the smallest one. */
function suspicion(pilot: Pilot, claims: 'equal' | 'different'): number {
  const sizes = [...pilot].map(([{ tolerance }, values]) => Math.abs(average(values)) / tolerance);
  return claims === 'equal' ? Math.max(...sizes) : -Math.min(...sizes);
}

/** The search's values of a quantity, configuration by configuration. */
function valuesOf({ name }: Quantity, pilots: readonly Pilot[]): number[][] {
  return pilots.map((pilot) =>
    [...pilot].filter(([quantity]) => quantity.name === name).flatMap(([, values]) => values.filter(Number.isFinite)),
  );
}

/** Where values are clipped: wide enough for the noise of the pilot, and for a difference that is expected to be there. */
function boundOf(quantity: Quantity, pilots: readonly Pilot[], claims: 'equal' | 'different'): number {
  const groups = valuesOf(quantity, pilots).filter((values) => values.length > 0);
  const expected = claims === 'different' ? Math.max(0, ...groups.map((values) => Math.abs(average(values)))) : 0;
  const widest = Math.max(detectableOf(quantity), expected);
  const centred = groups.flatMap((values) => values.map((value) => value - average(values)));
  const usable = centred.length >= 4 && centred.some((value) => value !== centred[0]);
  return usable ? clipBound(centred, { detectable: widest }) : 2 * widest;
}

/** Smallest effect that the replicas allowed would show, from the noise of the pilot; the law's own target where there is none. */
function detectableEffect(
  quantity: Quantity,
  pilots: readonly Pilot[],
  bound: number,
  claims: 'equal' | 'different',
  { alpha, replicaLimit }: LawContext,
): number {
  // Pooled over the configurations: the largest of several small samples' would reject every tenth fair setting.
  const variances = valuesOf(quantity, pilots)
    .filter((values) => values.length >= 2)
    .map((values) => sampleStandardDeviation(values) ** 2);
  const standardDeviation = variances.length === 0 ? 0 : Math.sqrt(average(variances));
  const { tolerance, ofPairs } = quantity;
  const detectable = detectableOf(quantity);
  const values = ofPairs === true ? Math.floor(replicaLimit / 2) : replicaLimit;
  if (standardDeviation === 0) return detectable;
  return claims === 'equal'
    ? equivalenceDetectableEffect(values, { tolerance, detectable, bound, alpha, standardDeviation })
    : differenceDetectableEffect(values, {
        difference: detectable,
        negligible: tolerance,
        bound,
        alpha,
        standardDeviation,
      });
}

/** The numbers that replicas contribute, one each or one a pair; a replica that diverged counts as the largest deviation. */
function valuesIn(readings: readonly (readonly Reading[])[], { value, ofPairs }: Quantity): number[] {
  const first = ofPairs === true ? readings.filter((_, i) => i % 2 === 0) : readings;
  return first
    .map((reading, i) => value(reading, ofPairs === true ? readings[2 * i + 1] : reading))
    .map((number) => (Number.isNaN(number) ? Infinity : number));
}

/** Replicas that noise leaves unable to show what the law promises to detect: the settings are at fault, not the subject. */
function underpowered(law: string, { name, shown, ...quantity }: Quantity & { shown: number }, context: LawContext): Error {
  const target = detectableOf(quantity as Quantity);
  return new ConfigurationError(
    'UNDERPOWERED',
    `${law} on ${context.objective.name}: with ${context.replicaLimit} replicas an effect on ${name} below ${shown.toPrecision(2)} would not be seen, and the law promises to see ${target.toPrecision(2)}`,
    'allow more replicas (replicaLimit), a larger batch, or a larger α',
  );
}

/** What the arms of a law share. */
function benchOf({ engine, objective, subject: { optimizer }, seed }: LawContext): Bench {
  return { engine, objective, optimizer, seed };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function armName(arm: number): string {
  return `the ${['first', 'second', 'third', 'fourth', 'fifth', 'sixth'][arm] ?? `${arm + 1}th`} arm`;
}
