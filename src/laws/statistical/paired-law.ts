import type fc from 'fast-check';
import { clipBound } from '../../statistics/clip-bound.ts';
import { equivalenceDetectableEffect } from '../../statistics/equivalence-plan.ts';
import { sequentialDifference } from '../../statistics/sequential-difference.ts';
import { sequentialEquivalence } from '../../statistics/sequential-equivalence.ts';
import type { SequentialMeanTest } from '../../statistics/two-threshold-test.ts';
import { sampleStandardDeviation } from '../../statistics/descriptive.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Counterexample, Law, LawContext, LawId, MetricVerdict, Subject, Verdict, VerdictValue, Work } from '../law.ts';
import { runPairs, type Arm, type ComparedMetric } from './arms.ts';
import { stationarityProblem } from './stationarity.ts';
import { drawConfigurations, shrinkCandidates } from './draw.ts';

/** A law that compares two arms of an experiment: equal (an equivalence), or different (its positive control). */
export interface PairedLawDefinition<Configuration extends Counterexample> {
  readonly id: LawId;
  readonly claim: string;
  readonly formula: string;
  readonly source: string;
  readonly domain: string;
  readonly unit: string;
  readonly claims: 'equal' | 'different';
  applies(subject: Subject, objective: Objective): true | string;
  /** Made after whatever pilot it needs. */
  configurations(context: LawContext): Promise<fc.Arbitrary<Configuration>>;
  arms(context: LawContext, configuration: Configuration): readonly [Arm, Arm];
  metrics(context: LawContext): readonly ComparedMetric[];
  diagnose(context: LawContext, configuration: Configuration, metrics: readonly MetricVerdict[]): string;
}

/** Configurations that are searched for the most suspicious one. */
const searched = 3;
/** Pairs for each of them; together they are the pilot that fixes the clipping bound. */
const searchPairs = 4;
/** Pairs that are run before the tests are looked at again. */
const batch = 4;
/** Shrinking candidates that are tested. */
const shrinkLimit = 8;

/**
 * Makes a law of a definition, so that what is refuted is refuted on fresh streams only:
 *
 * 1. search: a few pairs for each of a few drawn configurations, without error control; the largest effect goes on;
 * 2. confirm: sequential tests of every metric on fresh streams; the first decision of each stands;
 * 3. shrink: simpler configurations, each tested on fresh streams, are accepted only when they are refuted with an effect beyond the
 *    detectable one, so that shrinking does not walk onto lucky failures;
 * 4. certify: the last accepted configuration on new streams with a window twice as long; effect and interval come from here only.
 */
export function pairedLaw<Configuration extends Counterexample>(definition: PairedLawDefinition<Configuration>): Law {
  const { id, claim, formula, source, domain, unit, claims } = definition;

  /** Runs pairs until every metric is decided or the limit is reached. */
  const decide = async (
    context: LawContext,
    phase: string,
    configuration: Configuration,
    bounds: Readonly<Record<string, number>>,
    options: { alpha: number; limit: number; stretch: number },
  ): Promise<Decision> => {
    const metrics = definition.metrics(context);
    const arms = stretched(definition.arms(context, configuration), options.stretch);
    const alpha = options.alpha / metrics.length;
    let tests = metrics.map((compared) => begin(claims, compared, bounds[compared.metric.name], alpha));
    const chains: Record<string, [Float64Array[], Float64Array[]]> = Object.fromEntries(
      metrics.map(({ metric }) => [metric.name, [[], []]]),
    );
    let steps = 0;
    let pairs = 0;
    while (
      pairs < options.limit &&
      tests.some(({ verdict }) => verdict === 'undecided') &&
      !tests.some(({ verdict }) => verdict === 'refuted')
    ) {
      const count = Math.min(batch, options.limit - pairs);
      const record = await runPairs(context, phase, arms, metrics, { first: pairs, count });
      pairs += count;
      steps += record.replicaSteps;
      tests = tests.map((test, i) => {
        const { name } = metrics[i].metric;
        record.chains[name].forEach((windows, arm) => chains[name][arm].push(...windows));
        // A value that is not a number (a diverged replica) counts as the largest difference.
        return record.differences[name].reduce((state, x) => state.add(Number.isNaN(x) ? Infinity : x), test);
      });
      context.progress?.(Math.min(0.95, pairs / options.limit), `${id}: ${phase.split('/')[1]}, ${pairs} pairs`);
    }
    const problem = metrics
      .map((compared) => stationarityProblem(compared, chains[compared.metric.name]))
      .find((reason) => reason !== undefined);
    return {
      metrics: tests.map((test, i) => metricVerdict(metrics[i], test)),
      pairs,
      steps,
      ...(problem === undefined ? {} : { problem }),
    };
  };

  const run = async (context: LawContext): Promise<Verdict> => {
    const metrics = definition.metrics(context);
    const arbitrary = await definition.configurations(context);
    const drawn = drawConfigurations(arbitrary, context, id, searched);
    let steps = 0;
    let replicas = 0;
    const count = (decision: Pick<Decision, 'pairs' | 'steps'>): void => {
      steps += decision.steps;
      replicas += 2 * decision.pairs;
    };

    const pilots: Readonly<Record<string, readonly number[]>>[] = [];
    for (const [index, { value }] of drawn.entries()) {
      context.progress?.((0.3 * index) / searched, `${id}: search, configuration ${index + 1} of ${searched}`);
      const record = await runPairs(context, `${id}/search/${index}`, definition.arms(context, value), metrics, {
        first: 0,
        count: searchPairs,
      });
      count({ pairs: searchPairs, steps: record.replicaSteps });
      pilots.push(record.differences);
    }
    const suspicion = (pilot: (typeof pilots)[number]): number =>
      Math.max(...metrics.map(({ metric, tolerance }) => Math.abs(average(pilot[metric.name])) / tolerance)) *
      (claims === 'equal' ? 1 : -1);
    const [chosen] = [...pilots.keys()].sort((a, b) => suspicion(pilots[b]) - suspicion(pilots[a]) || a - b);
    const bounds = Object.fromEntries(
      metrics.map((compared) => [
        compared.metric.name,
        boundOf(
          compared,
          pilots.map((pilot) => pilot[compared.metric.name]),
          claims,
        ),
      ]),
    );
    const noise = metrics.map(({ metric }) => Math.max(...pilots.map((pilot) => spread(pilot[metric.name]))));
    const detectable = metrics.map((compared, i) => detectableEffect(compared, noise[i], bounds[compared.metric.name], context));

    const verdictOf = (decision: Decision, extra: Partial<Verdict>, shrinks: number): Verdict => {
      const work: Work = { configurations: searched + shrinks, replicas, steps };
      return summarise(
        { id, objective: context.objective.name, unit, alpha: context.alpha, detectable, shrinks, work },
        decision,
        extra,
      );
    };

    const confirmed = await decide(context, `${id}/confirm`, drawn[chosen].value, bounds, {
      alpha: context.alpha,
      limit: context.replicaLimit,
      stretch: 1,
    });
    count(confirmed);
    if (overall(confirmed) !== 'refuted') {
      const undecided = `${confirmed.pairs} replica pairs did not decide ${undecidedMetrics(confirmed)}; allow more replicas`;
      const reason = overall(confirmed) === 'undecided' ? undecided : confirmed.problem;
      return verdictOf(confirmed, reason === undefined ? {} : { verdict: 'undecided', reason }, 0);
    }

    let simplest = drawn[chosen];
    const chain = [simplest.value];
    for (let attempt = 0, progress = true; progress && attempt < shrinkLimit;) {
      progress = false;
      for (const candidate of shrinkCandidates(arbitrary, simplest)) {
        if (attempt++ >= shrinkLimit) break;
        const decision = await decide(context, `${id}/shrink/${attempt}`, candidate.value, bounds, {
          alpha: context.alpha,
          limit: context.replicaLimit,
          stretch: 1,
        });
        count(decision);
        if (overall(decision) !== 'refuted' || !beyondDetectable(decision, claims)) continue;
        simplest = candidate;
        chain.push(simplest.value);
        progress = true;
        break;
      }
    }
    // Walk back up the chain until a configuration holds up on new streams: the original was confirmed, so one does.
    for (let index = chain.length - 1; ; index--) {
      const certified = await decide(context, `${id}/certify/${JSON.stringify(chain[index])}`, chain[index], bounds, {
        alpha: context.alpha,
        limit: context.replicaLimit,
        stretch: 2,
      });
      count(certified);
      if (overall(certified) === 'refuted') {
        const original = chain.length > 1 ? { original: chain[0] } : {};
        const counterexample = { ...chain[index], ...original, bounds, arms: definition.arms(context, chain[index]) };
        return verdictOf(
          certified,
          { counterexample, diagnosis: definition.diagnose(context, chain[index], certified.metrics) },
          index,
        );
      }
      if (index === 0) {
        return verdictOf(
          certified,
          { verdict: 'undecided', reason: 'refuted once and not again on new streams with a longer window' },
          0,
        );
      }
    }
  };

  return {
    id,
    tier: 'statistical',
    claim,
    formula,
    source,
    domain,
    applies: (subject, objective) => {
      const reason = subject.optimizer.contract?.exempt?.[id];
      return reason === undefined ? definition.applies(subject, objective) : `exempt by contract: ${reason}`;
    },
    check: run,
    replay: async (context, counterexample) => {
      const {
        bounds,
        original: _original,
        arms: _arms,
        where: _where,
        ...configuration
      } = counterexample as Configuration & { bounds: Record<string, number> };
      const value = configuration as unknown as Configuration;
      const decision = await decide(context, `${id}/certify/${JSON.stringify(value)}`, value, bounds, {
        alpha: context.alpha,
        limit: context.replicaLimit,
        stretch: 2,
      });
      const work: Work = { configurations: 1, replicas: 2 * decision.pairs, steps: decision.steps };
      const detectable = definition.metrics(context).map(({ tolerance, detectable: claimed }) => claimed ?? 3 * tolerance);
      const extra =
        overall(decision) === 'refuted'
          ? { counterexample, diagnosis: definition.diagnose(context, value, decision.metrics) }
          : {};
      return summarise(
        { id, objective: context.objective.name, unit, alpha: context.alpha, detectable, shrinks: 0, work },
        decision,
        extra,
      );
    },
  };
}

/** The state in which a sequence of pairs left the tests. */
interface Decision {
  readonly metrics: readonly MetricVerdict[];
  readonly pairs: number;
  readonly steps: number;
  /** Why the windows do not show equilibrium, if so. */
  readonly problem?: string;
}

function begin(
  claims: 'equal' | 'different',
  { tolerance, detectable = 3 * tolerance }: ComparedMetric,
  bound: number,
  alpha: number,
): SequentialMeanTest {
  return claims === 'equal'
    ? sequentialEquivalence({ tolerance, detectable, bound, alpha })
    : sequentialDifference({ difference: detectable, negligible: tolerance, bound, alpha });
}

function metricVerdict(
  { metric, tolerance, detectable = 3 * tolerance }: ComparedMetric,
  test: SequentialMeanTest,
): MetricVerdict {
  return {
    metric: metric.name,
    verdict: test.verdict,
    effect: test.mean,
    interval: test.n === 0 ? [-Infinity, Infinity] : test.interval,
    tolerance,
    detectable,
    eValue: test.verdict === 'refuted' ? Math.max(test.eValues.outside, test.eValues.inside) : test.eValues.outside,
    replicas: test.n,
  };
}

/** Refuted if any metric is, holds if all do. */
function overall({ metrics }: Decision): VerdictValue {
  if (metrics.some(({ verdict }) => verdict === 'refuted')) return 'refuted';
  return metrics.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'undecided';
}

/** Hysteresis of shrinking: the effect has to be as clear as one that the law promises to detect. */
function beyondDetectable({ metrics }: Decision, claims: 'equal' | 'different'): boolean {
  return metrics.some(
    ({ verdict, effect, detectable, tolerance }) =>
      verdict === 'refuted' && (claims === 'equal' ? Math.abs(effect) >= detectable : Math.abs(effect) <= tolerance),
  );
}

function undecidedMetrics({ metrics }: Decision): string {
  return metrics
    .filter(({ verdict }) => verdict === 'undecided')
    .map(({ metric }) => metric)
    .join(', ');
}

/** The metric that speaks for the verdict: the refuted one, else the one with the largest effect in tolerances. */
function summarise(
  law: { id: LawId; objective: string; unit: string; alpha: number; detectable: readonly number[]; shrinks: number; work: Work },
  decision: Decision,
  extra: Partial<Verdict>,
): Verdict {
  const ranked = [...decision.metrics.keys()].sort((a, b) => {
    const [x, y] = [decision.metrics[a], decision.metrics[b]];
    return (
      Number(y.verdict === 'refuted') - Number(x.verdict === 'refuted') ||
      Math.abs(y.effect) / y.tolerance - Math.abs(x.effect) / x.tolerance
    );
  });
  const speaker = decision.metrics[ranked[0]];
  return {
    law: law.id,
    objective: law.objective,
    verdict: overall(decision),
    effect: speaker.effect,
    interval: speaker.interval,
    tolerance: speaker.tolerance,
    detectable: Math.max(...law.detectable),
    unit: law.unit,
    evidence: {
      kind: 'e-process',
      alpha: law.alpha,
      eValue: speaker.eValue,
      replicas: decision.pairs,
      metrics: decision.metrics,
      configurations: law.work.configurations,
      shrinks: law.shrinks,
    },
    work: law.work,
    ...extra,
  };
}

/** Both windows made longer. */
function stretched(arms: readonly [Arm, Arm], factor: number): readonly [Arm, Arm] {
  const [a, b] = arms.map((arm) => ({ ...arm, window: arm.window * factor }));
  return [a, b];
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  return finite.length < 2 ? Infinity : sampleStandardDeviation(finite);
}

/** Where differences are clipped: wide enough for the noise of the pilot, and for a difference that is expected to be there. */
function boundOf(
  { tolerance, detectable = 3 * tolerance }: ComparedMetric,
  pilots: readonly (readonly number[])[],
  claims: 'equal' | 'different',
): number {
  const centred = pilots.flatMap((values) =>
    values.filter(Number.isFinite).map((value) => value - average(values.filter(Number.isFinite))),
  );
  const expected = claims === 'different' ? Math.max(...pilots.map((values) => Math.abs(average(values)))) : 0;
  const widest = Math.max(detectable, Number.isFinite(expected) ? expected : 0);
  const usable = centred.length >= 4 && centred.some((value) => value !== centred[0]);
  return usable ? clipBound(centred, { detectable: widest }) : 2 * widest;
}

/** Smallest effect that the replicas allowed would show, from the noise of the pilot; a law's own target where there is no noise. */
function detectableEffect(
  { tolerance, detectable = 3 * tolerance }: ComparedMetric,
  noise: number,
  bound: number,
  { alpha, replicaLimit }: LawContext,
): number {
  if (!(noise > 0) || !Number.isFinite(noise)) return detectable;
  return equivalenceDetectableEffect(replicaLimit, { tolerance, detectable, bound, alpha, standardDeviation: noise });
}
