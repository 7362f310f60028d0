import type { Optimizer } from '../optimizers/optimizer.ts';
import { validateOptimizer } from '../optimizers/validate-optimizer.ts';
import { kindOf } from './load-subject.ts';
import type { ChildOptions } from './process/child-connection.ts';
import { beginChild, startChild } from './process/child-optimizer.ts';
import { startTwins, type OwnedTwin } from './process/twins.ts';
import { moduleChild, openModuleSubject } from './process/module-subject.ts';

/** What a subject may take. */
export interface SubjectLimits {
  /** Seconds that one call may last. */
  readonly timeLimit: number;
  /** Megabytes of JavaScript heap. */
  readonly heapLimit?: number;
}

/**
 * The optimizer that a reference names, where it can do no harm: built-in ones in this thread, and all others in a process of their
 * own, of which this thread sees numbers only.
 *
 * @param reference as for `loadSubject`
 * @param directory where relative paths start
 * @returns a new copy at every call, validated
 * @throws `ConfigurationError` when there is no such optimizer, `SubjectError` when it crashes while it is loaded
 */
export async function isolateSubject(reference: string, directory: string, limits: SubjectLimits): Promise<Optimizer> {
  const kind = kindOf(reference);
  if (!kind.trusted && kind.ownProcess !== true) return openModuleSubject({ reference, directory, ...limits });
  return validateOptimizer(await kind.load(reference, directory, limits.timeLimit), reference);
}

/**
 * Starts the process of a subject, which runs nothing of the subject itself before `beginSubject`; what goes wrong is told by
 * `isolateSubject`.
 */
export function startSubject(reference: string, directory: string, limits: SubjectLimits): void {
  withChild(reference, directory, limits, startChild);
}

/** Starts processes of a subject for so many threads, where it is of a kind that shares what its libraries cost to import. */
export function beginTwins(reference: string, directory: string, limits: SubjectLimits, count: number): readonly OwnedTwin[] {
  let twins: readonly OwnedTwin[] = [];
  withChild(reference, directory, limits, (options) => (twins = startTwins(options, count)));
  return twins;
}

/** Has the process of a subject load it, while this thread does something else; what goes wrong is told by `isolateSubject`. */
export function beginSubject(reference: string, directory: string, limits: SubjectLimits): void {
  withChild(reference, directory, limits, beginChild);
}

function withChild(reference: string, directory: string, limits: SubjectLimits, use: (options: ChildOptions) => unknown): void {
  try {
    const kind = kindOf(reference);
    if (kind.trusted) return;
    const options =
      kind.ownProcess === true
        ? kind.child?.(reference, directory, limits.timeLimit)
        : moduleChild({ reference, directory, ...limits });
    if (options !== undefined) use(options);
  } catch {
    // Whoever opens it meets the same.
  }
}
