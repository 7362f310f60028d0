import fc from 'fast-check';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { printable } from '../../arithmetic/printable.ts';
import { causes, type Blame, type Diagnosis } from '../../inference/cause.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { posterOf } from '../../optimizers/posted-calls.ts';
import { stream } from '../../random/stream.ts';
import type { Counterexample, Law, LawContext, Subject, Verdict } from '../law.ts';
import { finish, inFlight, type Measuring } from './in-flight.ts';
import { differentForm } from './same-form.ts';

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
  const deviates = ({ effect, tolerance }: Measurement): boolean => !(effect <= tolerance);

  /** What nothing explains is not refuted: a law is claimed by a contract, by what no optimizer may do, or by a known mistake. */
  const explain = (
    context: LawContext,
    configuration: Configuration,
    measurement: Measurement,
  ): Pick<Verdict, 'verdict' | 'diagnosis' | 'cause' | 'blame' | 'reason'> => {
    const { optimizer, profile } = context.subject;
    // Counterexamples shrink to float64: what is left in float32 shows there only, and how it differs was measured.
    const inFloat32 = configuration.precision === 'float32' && optimizer.precision === undefined;
    const { cause, sentence } = (inFloat32 ? profile.findings.precision : undefined) ??
      definition.diagnose?.(context, configuration, measurement) ??
      measurement.diagnosis ?? { cause: 'claim-false', sentence: `${id} does not hold: ${formula}` };
    const diagnosis = sentence + precisionRemark(context.subject.optimizer, configuration);
    if (causes[cause].kind === 'unknown')
      return { verdict: 'undecided', cause, reason: `${diagnosis}; no known rule or mistake behaves so, and nothing forbids it` };
    return { verdict: 'refuted', diagnosis, cause, blame: definition.blame ?? 'optimizer' };
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

  /**
   * Measures all configurations, several at a time, where the subject lives in another process.
   *
   * @returns the measurements, or `undefined` where that is not possible or anything but "it holds" came of it: what deviates or throws
   *   is measured by itself, one configuration after the other
   */
  const measureTogether = (
    context: LawContext,
    drawing: { readonly seed: number; readonly numRuns: number },
    tell: (measured: number) => void,
  ): readonly Measurement[] | undefined => {
    if (posterOf(context.subject.optimizer.update) === undefined) return undefined;
    const measurements: Measurement[] = [];
    try {
      const drawn = fc.sample(definition.configurations(context), drawing);
      for (const measurement of inFlight(drawn, (configuration) => definition.measure(context, configuration))) {
        if (deviates(measurement)) return undefined;
        tell(measurements.push(measurement));
      }
      return measurements;
    } catch (thrown) {
      // Whose process has ended cannot be asked again.
      if ((thrown as { readonly code?: unknown }).code !== 'SUBJECT_THROWS') throw thrown;
      return undefined;
    }
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
      const reason = subject.optimizer.contract?.exempt?.[id];
      return reason === undefined ? definition.applies(subject, objective) : `exempt by contract: ${reason}`;
    },

    check: (context) => {
      let steps = 0;
      let drawn = 0;
      let worst: Measurement = { effect: 0, tolerance: 0, steps: 0 };
      let deviation: Measurement | undefined;
      const sight = new Sight();
      const note = (measurement: Measurement): boolean => {
        steps += measurement.steps;
        drawn += 1;
        sight.note(measurement);
        if (!deviates(measurement) && measurement.effect * worst.tolerance >= worst.effect * measurement.tolerance)
          worst = measurement;
        if (deviates(measurement)) deviation = measurement;
        return !deviates(measurement);
      };
      const tell = (measured: number): void => {
        if (measured % 20 === 0)
          context.progress?.(Math.min(1, measured / context.configurations), `${id}: configuration ${measured}`);
      };
      const drawing = { seed: stream(context.seed, 'law', id).seek(0, 0).uint32() | 0, numRuns: context.configurations };
      const together = measureTogether(context, drawing, tell);
      if (together !== undefined) for (const measurement of together) note(measurement);
      const outcome =
        together === undefined
          ? fc.check(
              fc.property(definition.configurations(context), (configuration) => {
                const holds = note(finish(definition.measure(context, configuration)));
                tell(drawn);
                return holds;
              }),
              drawing,
            )
          : undefined;
      if (outcome?.errorInstance !== undefined && outcome.errorInstance !== null && !isPropertyFailure(outcome.errorInstance))
        throw outcome.errorInstance;
      if (outcome !== undefined && outcome.counterexample !== null) {
        const [configuration] = outcome.counterexample;
        const work = { configurations: outcome.numRuns, shrinks: outcome.numShrinks, steps };
        const verdict = refute(context, configuration, work);
        if (verdict.verdict !== 'holds') return verdict;
        if (definition.refutedOnce === true) return refute(context, configuration, work, deviation);
        const reason =
          'a configuration deviated once and not again: the subject is not a function of what it is given (see the law determinism)';
        return { ...verdict, verdict: 'undecided', reason };
      }
      return {
        law: id,
        objective: stage(context),
        ...sight.verdict(),
        effect: worst.effect,
        interval: [0, worst.effect],
        tolerance: worst.tolerance,
        detectable: worst.tolerance,
        unit,
        evidence: { kind: 'exact', configurations: drawn, shrinks: 0 },
        work: { configurations: drawn, replicas: drawn, steps },
      };
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

/** What was compared in the configurations of a law, and what was not. */
class Sight {
  private some = false;
  private all = false;
  private readonly unseen = new Set<string>();

  note({ unseen, blind }: Measurement): void {
    this.some ||= blind !== true;
    this.all ||= unseen === undefined;
    if (unseen !== undefined) this.unseen.add(unseen);
  }

  /** What may be said where nothing deviated. */
  verdict(): Pick<Verdict, 'verdict' | 'reason' | 'observations'> {
    const unseen = [...this.unseen];
    if (!this.some) return { verdict: 'undecided', reason: `nothing was compared: ${unseen.join('; ')}` };
    return { verdict: 'holds', ...(!this.all && { observations: unseen }) };
  }
}

/** Counterexamples shrink to float64, so one that stayed in float32 was not to be had there, where there is a choice. */
function precisionRemark(optimizer: Optimizer, { precision }: Counterexample): string {
  return precision === 'float32' && optimizer.precision === undefined ? ' (seen in float32 only)' : '';
}

/** fast-check reports a predicate that returned false as an error of its own making; anything else was thrown by the subject. */
function isPropertyFailure(error: unknown): boolean {
  return error instanceof Error && error.message === 'Property failed by returning false';
}
