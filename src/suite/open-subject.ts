import { inferProfile } from '../inference/infer-profile.ts';
import type { Profile } from '../inference/profile.ts';
import type { Law } from '../laws/law.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Contract } from '../optimizers/optimizer.ts';
import { toFailure, type Failure } from './failure.ts';
import { probeSubject } from './probe-subject.ts';
import type { SubjectSource } from './run-task.ts';

/** A subject that is ready for the laws, as plain data. */
export interface OpenedSubject {
  readonly name: string;
  readonly contract?: Contract;
  readonly profile: Profile;
  /** For each pair of law and objective: `true`, or why the law claims nothing here. */
  readonly applies: readonly (true | string)[];
  /** What the probe found, where it did not keep the laws from running. */
  readonly failures: readonly Failure[];
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
  const problems = trusted ? [] : probeSubject(await source());
  const notFinite = problems.find(({ code }) => code === 'SUBJECT_NOT_FINITE');
  const optimizer = await source();
  const profile = inferProfile(optimizer);
  const subject = { optimizer, profile, ...(reference !== undefined && { reference }) };
  return {
    name: optimizer.name,
    ...(optimizer.contract !== undefined && { contract: optimizer.contract }),
    profile,
    applies: pairs.map(({ law, objective }) => {
      if (notFinite !== undefined && law.id !== 'finiteness')
        return `not asked: the parameters are not finite (SUBJECT_NOT_FINITE)`;
      return law.applies(subject, objective);
    }),
    failures: problems.map(toFailure),
  };
}
