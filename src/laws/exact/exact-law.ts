import fc from 'fast-check';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { printable } from '../../arithmetic/printable.ts';
import { causes, type Blame, type Diagnosis } from '../../inference/cause.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { posterOf } from '../../optimizers/posted-calls.ts';
import type { Counterexample, Law, LawContext, Subject, Verdict } from '../law.ts';
import { finish, type Measuring } from './in-flight.ts';
import { deviates, drawingOf, isOfSubject, measureTogether, searchOneByOne, type Search } from './measure-drawn.ts';
import { differentForm } from './same-form.ts';
import { Tally } from './tally.ts';

/** Configurations that show what form a law's have. */
const formExamples = 60;

/** What one configuration showed. */
export interface Measurement {
  /** Deviation from the law; the law holds here when it is at most `tolerance`. NaN counts as a deviation. */
  readonly effect: number;
  /** 0 for a claim about bits; otherwise the rounding that the arithmetic of this configuration allows. */
  readonly tolerance: number;
  /** Optimizer steps computed. */
  readonly steps: number;
  /** Where the deviation was largest, for the reader: tensor, step, …. */
  readonly where?: Readonly<Record<string, unknown>>;
  readonly diagnosis?: Diagnosis;
  /** What of the claim was not compared here, and why: a law that holds says so, where that was so everywhere. */
  readonly unseen?: string;
  /** Nothing at all was compared, as `unseen` says: where that was so everywhere, nothing is known. */
  readonly blind?: boolean;
}

/** An exact law: which configurations it draws and how far one of them deviates. */
export interface ExactLawDefinition<Configuration extends Counterexample> {
  readonly id: string;
  readonly claim: string;
  readonly formula: string;
  readonly source: string;
  readonly domain: string;
  /** What effects are measured in. */
  readonly unit: string;
  /** See `Law`. */
  readonly duration?: number;
  /** Whether a deviation that does not come back refutes the claim as well, which by default leaves it undecided. */
  readonly refutedOnce?: boolean;
  /** Whether a part of it is a universal, from which no contract is exempt: `measure` looks at no more than that then. */
  readonly universal?: boolean;
  /** Whose doing a refutation is; default: the optimizer's. */
  readonly blame?: Blame;
  /** Whether it runs on the objective or on synthetic gradients of its own. */
  readonly stage: 'objective' | 'synthetic-gradients';
  applies(subject: Subject, objective: Objective): true | string;
  configurations(context: LawContext): fc.Arbitrary<Configuration>;
  /** Measures one configuration, at once or resting where it would wait, so that others are measured meanwhile. */
  measure(context: LawContext, configuration: Configuration): Measurement | Measuring;
  /** Names the likely mistake at the shrunk configuration; default: the measurement's own diagnosis. */
  diagnose?(context: LawContext, configuration: Configuration, measurement: Measurement): Diagnosis;
}

/**
 * Makes a law of a definition: draws configurations with fast-check, stops at the first that deviates, shrinks it, and measures
 * the shrunk one again for the report. There is no randomness in the verdict beyond what is drawn, so nothing has to be confirmed.
 */
export function exactLaw<Configuration extends Counterexample>(definition: ExactLawDefinition<Configuration>): Law {
  const { id, claim, formula, source, domain, unit, duration } = definition;

  const stage = (context: LawContext): string => (definition.stage === 'objective' ? context.objective.name : definition.stage);

  /** What nothing explains is not refuted: a law is claimed by a contract, by what no optimizer may do, or by a known mistake. */
  const explain = (
    context: LawContext,
    configuration: Configuration,
    measurement: Measurement,
  ): Pick<Verdict, 'verdict' | 'diagnosis' | 'cause' | 'blame' | 'reason'> => {
    const { optimizer, profile } = context.subject;
    // Counterexamples shrink to float64: what is left in float32 shows there only, and how it differs was measured.
    const inFloat32 = configuration.precision === 'float32' && optimizer.precision === undefined;
    const named = (inFloat32 ? profile.findings.precision : undefined) ??
      diagnosed(context, configuration, measurement) ??
      measurement.diagnosis ?? { cause: 'claim-false', sentence: `${id} does not hold: ${formula}` };
    // Of weights that are not trained by design it says nothing that they rest; what is not even a function is wrong all the same.
    const { selection } = profile.findings;
    const { cause, sentence } = selection !== undefined && id !== 'determinism' && id !== 'finiteness' ? selection : named;
    const diagnosis = sentence + precisionRemark(context.subject.optimizer, configuration);
    if (causes[cause].kind === 'unknown') {
      const why = cause === 'ambiguous' ? '' : '; no known rule or mistake behaves so, and nothing forbids it';
      return { verdict: 'undecided', cause, reason: diagnosis + why };
    }
    return { verdict: 'refuted', diagnosis, cause, blame: definition.blame ?? 'optimizer' };
  };

  /** What names the mistake asks the subject further questions, which may end it: what was seen stays seen. */
  const diagnosed = (...seen: [LawContext, Configuration, Measurement]): Diagnosis | undefined => {
    try {
      return definition.diagnose?.(...seen);
    } catch (thrown) {
      if (!isOfSubject(thrown)) throw thrown;
      return undefined;
    }
  };

  const refute = (
    context: LawContext,
    configuration: Configuration,
    work: { configurations: number; shrinks: number; steps: number },
    measurement: Measurement = finish(definition.measure(context, configuration)),
  ): Verdict => {
    const { effect, tolerance, where } = measurement;
    const deviation = deviates(measurement) ? explain(context, configuration, measurement) : {};
    return {
      law: id,
      objective: stage(context),
      verdict: 'holds',
      effect,
      interval: [effect, effect],
      tolerance,
      detectable: tolerance,
      unit,
      evidence: { kind: 'exact', configurations: work.configurations, shrinks: work.shrinks },
      ...(deviates(measurement) && { counterexample: { ...configuration, ...(where === undefined ? {} : { where }) } }),
      ...deviation,
      work: { configurations: work.configurations, replicas: work.configurations, steps: work.steps + measurement.steps },
    };
  };

  return {
    id,
    tier: 'exact',
    claim,
    formula,
    source,
    domain,
    ...(duration !== undefined && { duration }),

    applies: (subject, objective) => {
      const reason = definition.universal === true ? undefined : exemptionOf(subject, id);
      return reason === undefined ? definition.applies(subject, objective) : reason;
    },

    check: (context) => {
      const tally = new Tally();
      const tell = (measured: number): void => {
        if (measured % 20 === 0)
          context.progress?.(Math.min(1, measured / context.configurations), `${id}: configuration ${measured}`);
      };
      const note = (measurement: Measurement): void => {
        tally.note(measurement);
        tell(tally.drawn);
      };
      const drawing = drawingOf(id, context);
      const configurations = definition.configurations(context);
      const holds = (): Verdict => ({ law: id, objective: stage(context), unit, ...tally.verdict() });

      const conclude = (own: LawContext, { found }: Search<Configuration>): Verdict => {
        if (found === undefined) return holds();
        const { configuration, runs, shrinks } = found;
        const work = { configurations: runs, shrinks, steps: tally.steps };
        const verdict = refute(own, configuration, work);
        if (verdict.verdict !== 'holds') return verdict;
        if (definition.refutedOnce === true) return refute(own, configuration, work, tally.deviation);
        const reason =
          'a configuration deviated once and not again: the subject is not a function of what it is given (see the law determinism)';
        return { ...verdict, verdict: 'undecided', reason };
      };
      const apart = (own: LawContext, known = 0, numRuns = drawing.numRuns): Verdict | Promise<Verdict> => {
        const measure = (configuration: Configuration): Measurement | Measuring => definition.measure(own, configuration);
        const search = searchOneByOne(configurations, { ...drawing, numRuns }, measure, note, known);
        return search.gone ? renewed(own).then((again) => conclude(again, search)) : conclude(own, search);
      };

      if (posterOf(context.subject.optimizer.update) === undefined) return apart(context);
      const measure = (configuration: Configuration): Measurement | Measuring => definition.measure(context, configuration);
      const together = measureTogether(fc.sample(configurations, drawing), measure, tell);
      if (together.kind === 'apart') return apart(context);
      if (together.kind === 'hold') {
        for (const measurement of together.measurements) tally.note(measurement);
        return holds();
      }
      // The process of the subject is gone. What comes before the configuration that ends it may refute all the same.
      const { thrown, known, begun } = together;
      if (context.renew === undefined) throw thrown;
      return renewed(context)
        .then((own) => apart(own, known, begun))
        .then(
          (verdict) => (verdict.verdict === 'refuted' ? verdict : Promise.reject(thrown)),
          () => Promise.reject(thrown),
        );
    },

    replay: (context, counterexample) => {
      const drawn = fc.sample(definition.configurations(context), { seed: 0, numRuns: formExamples });
      const difference = differentForm(counterexample, drawn);
      if (difference !== undefined)
        throw new ConfigurationError('REPLAY_TOKEN', `this is no counterexample of ${id}: ${printable(difference)}`);
      return refute(context, counterexample as Configuration, { configurations: 1, shrinks: 0, steps: 0 });
    },
  };
}

/** Why a law, or all but what is universal in it, is not asked of a subject; `undefined`: all of it is. */
export function exemptionOf({ optimizer: { contract } }: Subject, id: string): string | undefined {
  const reason = contract?.exempt?.[id];
  return reason === undefined ? undefined : `exempt by contract: ${reason}`;
}

/** The same with a subject in a process of its own again, as it was at the beginning. */
async function renewed(context: LawContext): Promise<LawContext> {
  if (context.renew === undefined) return context;
  return { ...context, subject: { ...context.subject, optimizer: await context.renew() } };
}

/** Counterexamples shrink to float64, so one that stayed in float32 was not to be had there, where there is a choice. */
function precisionRemark(optimizer: Optimizer, { precision }: Counterexample): string {
  return precision === 'float32' && optimizer.precision === undefined ? ' (seen in float32 only)' : '';
}
