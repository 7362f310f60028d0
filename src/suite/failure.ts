import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { describeThrown } from '../arithmetic/describe-thrown.ts';
import { ModelError } from '../subjects/model-error.ts';
import { SubjectError } from '../subjects/subject-error.ts';

/** An error as plain data, so that it crosses threads and enters the JSON document. */
export interface Failure {
  /** `configuration`: the user's input; `subject`: the optimizer crashed; `model`: what it was to train did; `internal`: this package. */
  readonly kind: 'configuration' | 'subject' | 'model' | 'internal';
  readonly code: string;
  readonly message: string;
  /** Function of the subject in which it happened. */
  readonly function?: 'import' | 'init' | 'update';
  readonly step?: number;
  /** For `--verbose`: the stack of what was thrown first. */
  readonly stack?: string;
}

/** Plain data of anything that was thrown. */
export function toFailure(thrown: unknown): Failure {
  const stack = rootCause(thrown)?.stack;
  if (thrown instanceof SubjectError) {
    const { code, message, call } = thrown;
    return { kind: 'subject', code, message, function: call.function, step: call.step, stack };
  }
  if (thrown instanceof ModelError) return { kind: 'model', code: thrown.code, message: thrown.message, stack };
  if (thrown instanceof ConfigurationError) return { kind: 'configuration', code: thrown.code, message: thrown.message, stack };
  return { kind: 'internal', code: 'INTERNAL', message: describeThrown(thrown), stack };
}

function rootCause(thrown: unknown): Error | undefined {
  if (!(thrown instanceof Error)) return undefined;
  return thrown.cause instanceof Error ? rootCause(thrown.cause) : thrown;
}
