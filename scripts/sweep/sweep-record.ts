/** An optimizer of an installed library, as the library itself names it. */
export interface ListedOptimizer {
  readonly library: string;
  readonly version: string;
  /** Unique within the library; options of the constructor follow a question mark. */
  readonly name: string;
  /** What `check` takes, where the package knows the library; otherwise the class is imported in a file of its own. */
  readonly reference?: string;
  readonly module?: string;
  readonly class?: string;
}

/** A law that refuted, or did not decide, with the words of the report. */
export interface LawFinding {
  readonly law: string;
  /** A name of the fixed vocabulary, where the report gives one. */
  readonly cause?: string;
  readonly says: string;
}

/** What one check gave: a line of the record. */
export interface SweepRecord {
  readonly library: string;
  readonly version: string;
  readonly name: string;
  readonly date: string;
  /** Version of this package, and the commit that was built. */
  readonly by: string;
  /** Exit code of the check; `null` where it had to be killed. */
  readonly exit: number | null;
  /** It was interrupted because its time was over; laws that were done until then count. */
  readonly outOfTime: boolean;
  /** From start to end, imports of the library included. */
  readonly seconds: number;
  readonly intrinsic?: string;
  readonly decay?: string;
  readonly refuted: readonly LawFinding[];
  readonly undecided: readonly LawFinding[];
  readonly notes: readonly string[];
  /** What ended the check before its laws. */
  readonly error?: string;
}

/** `library:name`, by which a subject is named on the command line. */
export const keyOf = ({ library, name }: Pick<ListedOptimizer, 'library' | 'name'>): string => `${library}:${name}`;
