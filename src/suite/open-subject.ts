import { inferProfile } from '../inference/infer-profile.ts';
import type { Law, Subject } from '../laws/law.ts';
import type { Objective } from '../objectives/objective.ts';
import type { SubjectDescription } from './document.ts';
import { toFailure, type Failure } from './failure.ts';
import { probeSubject } from './probe-subject.ts';
import type { SubjectSource } from './run-task.ts';

/** A subject that is ready for the laws, as plain data. */
export interface OpenedSubject {
  readonly description: Omit<SubjectDescription, 'reference'>;
  /** For each pair of law and objective: `true`, or why the law claims nothing here. */
  readonly applies: readonly (true | string)[];
  /** What the probe found, where it did not keep every law from running. */
  readonly failure?: Failure;
}

/** What opening needs to know. */
export interface OpenInputs {
  readonly source: SubjectSource;
  readonly reference?: string;
  /** Built-in optimizers need no probe. */
  readonly trusted: boolean;
  readonly pairs: readonly { readonly law: Law; readonly objective: Objective }[];
}

/**
 * Loads a subject, runs it on harmless input, completes its contract by measurement, and asks every law whether it applies.
 *
 * A subject whose parameters do not stay finite on harmless input is asked for its finiteness alone: every other law would only
 * report consequences.
 *
 * @throws `ConfigurationError` when it cannot be loaded, `SubjectError` when it crashes on harmless input
 */
export async function openSubject({ source, reference, trusted, pairs }: OpenInputs): Promise<OpenedSubject> {
  const probe = trusted ? { findings: {} } : probeSubject(await source());
  const optimizer = await source();
  const inferred = inferProfile(optimizer);
  const profile = { ...inferred, findings: { ...inferred.findings, ...probe.findings } };
  const subject = { optimizer, profile, ...(reference !== undefined && { reference }) };
  return {
    description: describeSubject(subject),
    applies: pairs.map(({ law, objective }) => {
      if (probe.notFinite !== undefined && law.id !== 'finiteness')
        return 'not asked: the parameters do not stay finite on harmless input';
      return law.applies(subject, objective);
    }),
    ...(probe.notFinite !== undefined && { failure: toFailure(probe.notFinite) }),
  };
}

function describeSubject({ optimizer: { name, contract }, profile }: Subject): OpenedSubject['description'] {
  const { symmetry, weightDecay, decayOrder, momentum, response, momentumCoefficient, intrinsic } = profile;
  return {
    name,
    ...(contract !== undefined && { contract }),
    inferred: profile.inferred,
    profile: {
      symmetry,
      weightDecay,
      decayOrder,
      ...(momentum !== undefined && { momentum }),
      response,
      momentumCoefficient,
      intrinsic,
    },
    notes: profile.notes,
    findings: profile.findings,
  };
}
