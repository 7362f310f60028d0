import type { Profile } from '../inference/profile.ts';
import type { Law, Subject } from '../laws/law.ts';
import type { Contract } from '../optimizers/optimizer.ts';
import type { Objective } from '../objectives/objective.ts';
import { claims } from './claims.ts';
import type { SubjectDescription } from './document.ts';
import { toFailure, type Failure } from './failure.ts';
import type { PreparedSubject } from './prepare-subject.ts';

/** A subject that is ready for the laws, as plain data. */
export interface OpenedSubject {
  readonly description: Omit<SubjectDescription, 'reference'>;
  /** For each pair of law and objective: `true`, or why the law claims nothing here. */
  readonly applies: readonly (true | string)[];
  /** Name of the objective of each pair. */
  readonly objectives: readonly string[];
  /** For other workers, of a subject that they may join in: whether its profile is a usual one, and the profile where it is plain data. */
  readonly shared?: { readonly usual: boolean; readonly profile?: Profile };
  /** What the probe found, where it did not keep every law from running. */
  readonly failure?: Failure;
}

/**
 * Describes a subject and asks every law whether it applies.
 *
 * A subject whose parameters do not stay finite on harmless input is asked for its finiteness alone: every other law would only
 * report consequences.
 */
export function openSubject(
  { subject, notFinite }: PreparedSubject,
  pairs: readonly { readonly law: Law; readonly objective: Objective }[],
): OpenedSubject {
  return {
    description: describeSubject(subject),
    applies: pairs.map(({ law, objective }) => {
      if (notFinite !== undefined && law.id !== 'finiteness')
        return 'not asked: the parameters do not stay finite on harmless input';
      return claims(law, subject, objective);
    }),
    objectives: pairs.map(({ objective }) => objective.name),
    ...(notFinite !== undefined && { failure: toFailure(notFinite) }),
  };
}

/** A contract without its function, which no document can hold. */
function asData({ decayExempt, ...claims }: Contract): Contract {
  return { ...claims, ...(decayExempt !== undefined && typeof decayExempt !== 'function' && { decayExempt }) };
}

function describeSubject({ optimizer: { name, contract }, profile }: Subject): OpenedSubject['description'] {
  const { symmetry, weightDecay, decayOrder, momentum, response, momentumCoefficient, intrinsic } = profile;
  return {
    name,
    ...(contract !== undefined && { contract: asData(contract) }),
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
