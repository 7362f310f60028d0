import type { Blame, CauseId, Diagnosis, Note } from '../inference/cause.ts';
import { isUnclaimedDesign } from '../records/unclaimed-design.ts';
import type { IntrinsicCombination, Profile } from '../inference/profile.ts';
import type { Counterexample, Evidence, VerdictValue, Work } from '../laws/law.ts';
import type { Contract, SymmetryExponents } from '../optimizers/optimizer.ts';
import type { BaselineResult } from './baseline.ts';
import type { Failure } from './failure.ts';
import type { ForeignReferences } from './replay-trust.ts';

/** What ran: a suite, a stored counterexample, or an inference alone. */
export type DocumentKind = 'check' | 'gate' | 'infer' | 'replay';

/** The optimizer under test, what is claimed of it and what was measured. */
export interface SubjectDescription {
  readonly name: string;
  /** How the user named it; absent for an object in memory. */
  readonly reference?: string;
  /** As its author wrote it. */
  readonly contract?: Contract;
  readonly inferred: { readonly intrinsic: IntrinsicCombination; readonly symmetry: SymmetryExponents | null };
  /** What the laws take as claimed: the contract where it speaks, measurement where it is silent. */
  readonly profile: Pick<
    Profile,
    'symmetry' | 'weightDecay' | 'decayOrder' | 'momentum' | 'response' | 'momentumCoefficient' | 'intrinsic'
  >;
  /** Legitimate conventions and designs worth knowing. */
  readonly notes: readonly Note[];
  /** What measurement found wrong, by probe. */
  /** How it compares with its stored fingerprint, where it has one. */
  readonly baseline?: BaselineResult;
  readonly findings: Readonly<Record<string, Diagnosis>>;
}

/** The verdict of one law for one subject on one objective. Numbers that are not finite are `null`. */
export interface Result {
  readonly subject: string;
  readonly law: string;
  readonly objective: string;
  readonly verdict: VerdictValue;
  readonly effect: number | null;
  readonly interval: readonly [number | null, number | null];
  readonly tolerance: number | null;
  readonly detectable: number | null;
  readonly unit: string;
  readonly evidence: Evidence | { readonly kind: 'none' };
  readonly counterexample?: Counterexample;
  readonly diagnosis?: string;
  readonly cause?: CauseId;
  readonly blame?: Blame;
  readonly observations?: readonly string[];
  readonly reason?: string;
  /** `false`: a second run of the counterexample in a new copy of the subject did not give the same numbers. */
  readonly reproducible?: boolean;
  readonly work: Work;
  /** Argument of `intrinsic-lr replay`. */
  readonly replay?: string;
  /** What `replay` names that is not built in, and runs only if it is given on the command line too. */
  readonly foreign?: ForeignReferences;
}

/** A law that was not run, and why. */
export interface Skip {
  readonly subject: string;
  readonly law: string;
  readonly objective: string;
  readonly reason: string;
}

/** What ended a subject's run, or kept it from beginning. */
export interface DocumentError extends Omit<Failure, 'stack'> {
  readonly subject?: string;
  /** The laws during which it happened; absent before the first. */
  readonly laws?: readonly string[];
  readonly stack?: string;
}

/** Where the allowed rate of false alarms went. */
export interface Budget {
  /** Family-wise rate of the whole run. */
  readonly alpha: number;
  /** Statistical verdicts among which it is divided equally. */
  readonly statisticalTasks: number;
  /** What `holds` says of a statistical law, with its β and what is estimated; where one was asked. */
  readonly holds?: string;
  /** Share of each of them. */
  readonly alphaPerTask: number;
}

/**
 * Everything that a run found, as it is printed by `--json`.
 *
 * The shape is published as a JSON Schema, `intrinsic-lr/schema.json`. Fields may be added under the same `schemaVersion`.
 */
export interface Document {
  readonly schemaVersion: 1;
  /** Version of this package. */
  readonly version: string;
  readonly kind: DocumentKind;
  /** `refuted` when any result is, or the behaviour is not that of the stored fingerprint; else `undecided` when any is, when anything failed or when there is no result; else `holds`. */
  readonly verdict: VerdictValue;
  readonly seed: number;
  readonly alpha: number;
  /** Configurations that each exact law drew. */
  readonly configurations: number;
  readonly elapsedSeconds?: number;
  /** The subject, when there is exactly one. */
  readonly subject?: SubjectDescription;
  readonly subjects: readonly SubjectDescription[];
  readonly results: readonly Result[];
  readonly skipped: readonly Skip[];
  readonly errors: readonly DocumentError[];
  readonly work: Work;
  readonly budget: Budget;
  /** That of the subject, when there is exactly one and it has a stored fingerprint. */
  readonly baseline?: BaselineResult;
  /** Notes on designs that nobody claimed count as refutations (`--strict`). */
  readonly strict?: true;
  /** References of objectives and models whose code ran beside the laws: it could have changed any verdict (SECURITY.md). */
  readonly trusted?: readonly string[];
  /** Present when the run was ended from outside. */
  readonly interrupted?: true;
}

/** The verdict of a whole document. */
export function overallVerdict(results: readonly Result[], errors: readonly DocumentError[]): VerdictValue {
  if (results.some(({ verdict }) => verdict === 'refuted')) return 'refuted';
  const allHold = results.length > 0 && errors.length === 0 && results.every(({ verdict }) => verdict === 'holds');
  return allHold ? 'holds' : 'undecided';
}

/** Whether anything is refuted: a law of a subject, or that a subject does what its fingerprint says. */
export function isRefuted({
  results,
  subjects,
  baseline,
  strict,
}: Pick<Document, 'results' | 'subjects' | 'baseline' | 'strict'>): boolean {
  const baselines = [baseline, ...(subjects ?? []).map((subject) => subject.baseline)];
  const noted = strict === true && (subjects ?? []).some(({ notes }) => notes.some(isUnclaimedDesign));
  return noted || results.some(({ verdict }) => verdict === 'refuted') || baselines.some((each) => each?.state === 'changed');
}

/** Sum of the work of all results. */
export function totalWork(results: readonly Pick<Result, 'work'>[]): Work {
  return results.reduce<Work>(
    (sum, { work }) => ({
      configurations: sum.configurations + work.configurations,
      replicas: sum.replicas + work.replicas,
      steps: sum.steps + work.steps,
    }),
    { configurations: 0, replicas: 0, steps: 0 },
  );
}
