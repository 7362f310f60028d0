import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { validateOptimizer } from '../optimizers/validate-optimizer.ts';
import { defaultTimeLimit } from './limits.ts';
import { subjectKinds } from './kinds/index.ts';
import type { SubjectKind } from './kinds/subject-kind.ts';

/** The kind of a reference; a `ConfigurationError` when it is of none. */
export function kindOf(reference: string): SubjectKind {
  const kind = subjectKinds.find((candidate) => candidate.recognises(reference));
  if (kind !== undefined) return kind;
  const path = `./${reference}`;
  const examples = subjectKinds.map(({ name, example }) => `${example} (${name})`).join(', ');
  throw new ConfigurationError(
    'SUBJECT_UNKNOWN_KIND',
    `"${reference}" does not name an optimizer`,
    // What stands before a colon is read as a kind.
    subjectKinds.some(({ recognises }) => recognises(path)) ? `if it is a file, write ${path}` : `write one of: ${examples}`,
  );
}

/** Whether a subject brings a process of its own, in which calls take longer than laws: libraries in Python. */
export function ownsProcess(reference: string): boolean {
  return subjectKinds.find((candidate) => candidate.recognises(reference))?.ownProcess === true;
}

/** Whether a reference names code of this package. */
export function isTrusted(reference: string): boolean {
  return subjectKinds.some((kind) => kind.trusted && kind.recognises(reference));
}

/**
 * The optimizer that a reference names.
 *
 * @param reference a built-in (`builtin:adamw?beta1=0.8`, or bare `adamw`) the path of a JavaScript, TypeScript or
 *   Python file, `torch:AdamW`, `optax:adamw`, or `command:` and a program that speaks the protocol
 * @param directory where relative paths start; default: the working directory
 * @param timeLimit seconds that one call may last, where the optimizer runs in another process
 * @returns a new copy at every call, validated
 * @throws `ConfigurationError` when there is no such optimizer, its module cannot be imported or its shape is wrong
 * @example
 * ```ts
 * const adamw = await loadSubject('builtin:adamw?beta1=0.8');
 * expect(adamw.hyperparameters?.beta1).toBe(0.8);
 * ```
 */
export async function loadSubject(
  reference: string,
  directory: string = process.cwd(),
  timeLimit: number = defaultTimeLimit,
): Promise<Optimizer> {
  return validateOptimizer(await kindOf(reference).load(reference, directory, timeLimit), reference);
}
