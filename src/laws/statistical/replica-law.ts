import type fc from 'fast-check';
import type { Arm } from '../../experiments/arm.ts';
import type { Reading } from '../../experiments/reading.ts';
import type { CauseId } from '../../inference/cause.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Objective } from '../../objectives/objective.ts';
import { costOf } from '../../objectives/products-of.ts';
import { certify } from '../../verdicts/certify.ts';
import type { Alike, Claim, Trial } from '../../verdicts/claim.ts';
import { verdictOf, type Decision } from '../../verdicts/decide.ts';
import { detectableOf, type Bounds, type Quantity } from '../../verdicts/quantity.ts';
import type { Question } from '../../verdicts/question.ts';
import { reachVerdict, type Outcome } from '../../verdicts/reach-verdict.ts';
import type { SteadyMetric } from '../../verdicts/stationarity.ts';
import { ledger } from '../../verdicts/work.ts';
import type { Counterexample, Law, LawContext, MetricVerdict, Subject, Verdict } from '../law.ts';
import { blame } from './blame.ts';
import { drawFrom, shrinkCandidates, type ArbitraryDraw } from './draw.ts';

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
  /** Made after whatever pilot it needs; of a list, each searched configuration draws from the next. */
  configurations(context: LawContext): Promise<fc.Arbitrary<Configuration> | readonly fc.Arbitrary<Configuration>[]>;
  /** The part of a configuration that is run often enough to see what fails now and then; default: all of it. */
  inBreadth?(configuration: Configuration): Configuration;
  /** @param stretch windows are to be this many times as long */
  arms(context: LawContext, configuration: Configuration, stretch: number): readonly Arm[];
  /** What is recorded. */
  metrics(context: LawContext): readonly Metric[];
  quantities(context: LawContext, configuration: Configuration): readonly Quantity[];
  /** What has the same law in both arms. */
  alike?(context: LawContext, configuration: Configuration): readonly Alike[];
  /** Metrics that have to be steady in the equilibrium windows. */
  steady?(context: LawContext): readonly SteadyMetric[];
  /** What a refutation shows of an optimizer, where nothing more is known. */
  readonly cause: CauseId;
  diagnose(context: LawContext, configuration: Configuration, quantities: readonly MetricVerdict[]): string;
  /** What else the replicas of a decision show: a sentence each. */
  observe?(context: LawContext, configuration: Configuration, replicas: readonly (readonly Reading[])[]): readonly string[];
}

/** Configurations that are searched for the most suspicious one, at least: of each kind there is one. */
const SEARCHED = 3;

/** Makes a law of a definition: a verdict is reached as `reachVerdict` says. */
export function replicaLaw<Configuration extends Counterexample>(definition: ReplicaLawDefinition<Configuration>): Law {
  const { id, claim, formula, source, domain, ensembles } = definition;
  const applies = (subject: Subject, objective: Objective): true | string => {
    const reason = subject.optimizer.contract?.exempt?.[id];
    return reason === undefined ? definition.applies(subject, objective) : `exempt by contract: ${reason}`;
  };
  /** Whose doing it is, which a control is asked. */
  const blamed = (context: LawContext, verdict: Verdict): Promise<Verdict> =>
    blame(verdict, context.subject, context.objective, async (subject) => {
      if (applies(subject, context.objective) !== true) return undefined;
      const control = { ...context, subject };
      return {
        trial: trialOf(control),
        question: (await questionOf(definition, control)) as unknown as Question<Counterexample>,
      };
    });
  return {
    id,
    tier: 'statistical',
    claim,
    formula,
    source,
    domain,
    applies,
    check: async (context) => {
      const outcome = await reachVerdict(trialOf(context), await questionOf(definition, context));
      return blamed(context, verdictOfOutcome(definition, context, outcome));
    },
    replay: async (context, counterexample) => {
      const { bounds, original: _original, ...rest } = counterexample as Configuration & { bounds: Bounds; original?: unknown };
      const configuration = rest as unknown as Configuration;
      const claim = claimOf(definition, context, configuration);
      // What had been left out as too noisy has no bound.
      const asked = { ...claim, quantities: claim.quantities.filter(({ name }) => name in bounds) };
      const spent = ledger();
      spent.draw(1);
      const decision = await certify(trialOf(context), ensembles ?? id, asked, bounds, spent);
      const detectable = Math.max(...asked.quantities.map(detectableOf));
      const refuted = verdictOf(decision) === 'refuted' && { refuted: { configuration, original: configuration } };
      const reason = decision.problem !== undefined && { reason: decision.problem };
      const outcome = { verdict: verdictOf(decision), decision, shrinks: 0, bounds, detectable, work: spent.work };
      const verdict = verdictOfOutcome(definition, context, { ...outcome, ...refuted, ...reason });
      return refuted === false ? verdict : blamed(context, { ...verdict, counterexample });
    },
  };
}

/** Products that may be computed where the usual replicas do not decide: seconds of a core, whatever an objective costs. */
const FURTHER_PRODUCTS = 2 ** 34;

function furtherSteps(objective: Objective): number {
  return Math.floor(FURTHER_PRODUCTS / costOf(objective));
}

/** Where and how a law is tested. */
function trialOf({ objective, subject, engine, seed, alpha, replicaLimit, progress }: LawContext): Trial {
  return {
    objective,
    optimizer: subject.optimizer,
    engine,
    seed,
    alpha,
    replicaLimit,
    furtherSteps: furtherSteps(objective),
    ...(progress !== undefined && { progress }),
  };
}

/** What a law claims of one configuration. */
function claimOf<Configuration extends Counterexample>(
  definition: ReplicaLawDefinition<Configuration>,
  context: LawContext,
  configuration: Configuration,
): Claim {
  const { observe } = definition;
  return {
    claims: definition.claims,
    arms: (stretch) => definition.arms(context, configuration, stretch),
    metrics: definition.metrics(context),
    quantities: definition.quantities(context, configuration),
    steady: definition.steady?.(context) ?? [],
    alike: definition.alike?.(context, configuration) ?? [],
    ...(observe !== undefined && { observe: (replicas) => observe(context, configuration, replicas) }),
  };
}

async function questionOf<Configuration extends Counterexample>(
  definition: ReplicaLawDefinition<Configuration>,
  context: LawContext,
): Promise<Question<Configuration>> {
  const { id, ensembles = id, inBreadth } = definition;
  const arbitraries = [await definition.configurations(context)].flat() as fc.Arbitrary<Configuration>[];
  return {
    title: id,
    ensembles,
    claims: definition.claims,
    drawn: drawFrom(arbitraries, context, ensembles, Math.max(SEARCHED, arbitraries.length)),
    claimOf: (configuration) => claimOf(definition, context, configuration),
    ...(inBreadth && { inBreadth: (configuration) => inBreadth(configuration) }),
    simpler: (drawn) => shrinkCandidates(drawn as ArbitraryDraw<Configuration>),
  };
}

/** The quantity that speaks for the verdict: a refuted one, else the law's own with the largest effect in tolerances. */
function speakerOf({ quantities, own }: Decision): MetricVerdict {
  const refuted = quantities.filter(({ verdict }) => verdict === 'refuted');
  const candidates = refuted.length > 0 ? refuted : quantities.slice(0, own);
  return candidates.reduce((x, y) => (Math.abs(y.effect) / y.tolerance > Math.abs(x.effect) / x.tolerance ? y : x));
}

function verdictOfOutcome<Configuration extends Counterexample>(
  definition: ReplicaLawDefinition<Configuration>,
  context: LawContext,
  { verdict, decision, reason, refuted, shrinks, bounds, detectable, work }: Outcome<Configuration>,
): Verdict {
  const { quantities, replicas, observations } = decision;
  const speaker = speakerOf(decision);
  return {
    law: definition.id,
    objective: context.objective.name,
    verdict,
    effect: speaker.effect,
    interval: speaker.interval,
    tolerance: speaker.tolerance,
    detectable,
    unit: speaker.unit ?? definition.unit,
    evidence: {
      kind: 'e-process',
      alpha: context.alpha,
      eValue: speaker.eValue,
      replicas,
      metrics: quantities,
      configurations: work.configurations,
      shrinks,
    },
    ...(observations.length > 0 && { observations }),
    work,
    ...(reason !== undefined && { reason }),
    ...(refuted !== undefined && {
      counterexample: { ...refuted.configuration, ...(shrinks > 0 && { original: refuted.original }), bounds },
      ...explain(definition.cause, definition.diagnose(context, refuted.configuration, quantities), context),
    }),
  };
}

/** Words with their cause: what measurement found of the decay, where the words say so, or what the law shows. */
function explain(shown: CauseId, diagnosis: string, { subject }: LawContext): Pick<Verdict, 'diagnosis' | 'cause' | 'blame'> {
  const { decay } = subject.profile.findings;
  const cause = decay !== undefined && diagnosis.startsWith(decay.sentence) ? decay.cause : shown;
  return { diagnosis, cause, blame: 'optimizer' };
}
